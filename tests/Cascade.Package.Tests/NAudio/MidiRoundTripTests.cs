using Cascade.Dsp.Midi;
using FsCheck.Xunit;
using MidiEvent = Cascade.Dsp.Midi.MidiEvent;
using MidiEventOfNAudio = NAudio.Midi.MidiEvent;
using MidiFile = Cascade.Dsp.MidiFile;
using MidiFileOfNAudio = NAudio.Midi.MidiFile;

namespace Cascade.Package.Tests.NAudio;

/// <summary>NAudio reads our MIDI files as we do, and we read NAudio's as it does: every event, byte by byte.</summary>
public sealed class MidiRoundTripTests
{
    private static readonly MidiReadOptions s_strict = new() { Strict = true };

    [Property(MaxTest = 300)]
    public void What_we_write_is_read(int seed)
    {
        MidiFile ours = Any(new Random(seed));
        AssertSame(ours, Theirs(ours));
    }

    [Property(MaxTest = 300)]
    public void What_NAudio_writes_is_read(int seed)
    {
        MidiFileOfNAudio theirs = Theirs(Any(new Random(seed)));
        var written = new MemoryStream();
        MidiFileOfNAudio.Export(written, theirs.Events);
        AssertSame(MidiFile.Read(written.ToArray(), s_strict), theirs);
    }

    [Fact]
    public void Real_songs_are_read_alike()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Songs"), "*.mid"))
            AssertSame(MidiFile.Read(path, s_strict), new MidiFileOfNAudio(path, strictChecking: true));
    }

    // Not strict: it would ask for a note-off of every note.
    private static MidiFileOfNAudio Theirs(MidiFile file) => new(new MemoryStream(file.ToArray()), strictChecking: false);

    private static void AssertSame(MidiFile ours, MidiFileOfNAudio theirs)
    {
        Assert.Equal((ours.Format, ours.Division.TicksPerQuarter, ours.Tracks.Count),
            (theirs.FileFormat, theirs.DeltaTicksPerQuarterNote, theirs.Tracks));
        for (int t = 0; t < theirs.Tracks; t++)
        {
            IList<MidiEventOfNAudio> track = theirs.Events[t];
            Assert.Equal(ours.Tracks[t].Events.ToArray().Select(e => (e.Tick, Bytes(e))),
                track.SkipLast(1).Select(e => (e.AbsoluteTime, Bytes(e))));
            Assert.True(MidiEventOfNAudio.IsEndTrack(track[^1]));
            Assert.Equal(ours.Tracks[t].EndTick, track[^1].AbsoluteTime);
        }
    }

    // As they stand in a file, one by one.
    private static string Bytes(MidiEvent e)
    {
        MidiFile file = new(0, MidiDivision.Quarter(1), new MidiTrack([e], e.Tick));
        byte[] written = file.ToArray();
        // Header, chunk and the time before; the end of the track after.
        int start = 22;
        while ((written[start++] & 0x80) != 0)
        {
        }
        return Convert.ToHexString(written.AsSpan()[start..^4]);
    }

    private static string Bytes(MidiEventOfNAudio e)
    {
        var stream = new MemoryStream();
        long time = e.AbsoluteTime;
        e.Export(ref time, new BinaryWriter(stream));
        return Convert.ToHexString(stream.ToArray().AsSpan(1));
    }

    private static MidiFile Any(Random random)
    {
        var tracks = new MidiTrack[random.Next(1, 5)];
        for (int t = 0; t < tracks.Length; t++)
        {
            var events = new MidiEvent[random.Next(40)];
            long tick = 0;
            for (int i = 0; i < events.Length; i++)
            {
                tick += random.Next(3) == 0 ? 0 : random.Next(1, 50_000);
                events[i] = Any(random, tick);
            }
            tracks[t] = new MidiTrack(events, tick + random.Next(1_000));
        }
        return new MidiFile(tracks.Length == 1 ? random.Next(2) : 1, MidiDivision.Quarter(random.Next(1, 32_768)), tracks);
    }

    private static MidiEvent Any(Random random, long tick)
    {
        var data = new byte[random.Next(1, 200)];
        random.NextBytes(data);
        return random.Next(16) switch
        {
            0 => MidiEvent.FromTempo(tick, Tempo.FromMicrosecondsPerQuarter(random.Next(1, 1 << 24))),
            1 => MidiEvent.FromTimeSignature(tick, new MidiTimeSignature(random.Next(1, 33), 1 << random.Next(6))),
            2 => MidiEvent.FromKeySignature(tick, new MidiKeySignature(random.Next(-7, 8), random.Next(2) == 0)),
            3 => MidiEvent.FromText(tick, (MidiMetaType)random.Next(1, 10), "Prélude " + random.Next()),
            4 => MidiEvent.Meta(tick, MidiMetaType.SequencerSpecific, data),
            5 => MidiEvent.Meta(tick, MidiMetaType.SmpteOffset, [1, 2, 3, 4, (byte)random.Next(100)]),
            6 => MidiEvent.Meta(tick, MidiMetaType.Port, [(byte)random.Next(16)]),
            7 => MidiEvent.Meta(tick, MidiMetaType.ChannelPrefix, [(byte)random.Next(16)]),
            8 => MidiEvent.SysEx(tick, [.. data.Select(value => (byte)(value & 0x7F)), 0xF7]),
            _ => MidiEvent.FromMessage(tick, MidiSamples.Message(random)),
        };
    }
}
