using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Tests;

namespace Cascade.Fuzz;

/// <summary>MIDI files: read leniently and strictly, as songs and sequences, written and read again; and as bytes of a wire.</summary>
internal sealed class MidiTarget(string songs) : ByteTarget("midi", "mutants of MIDI files", 1_000_000)
{
    private static readonly MidiReadOptions _strict = new() { Strict = true };

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Directory.GetFiles(songs, "*.mid").Select(File.ReadAllBytes).Where(bytes => bytes.Length < 1 << 14),
        .. Enumerable.Range(0, 100).Select(i => MidiSamples.File(i).ToArray()),
    ];

    public override void Take(byte[] bytes, long number)
    {
        MidiFile? file = Read(bytes, null), strict = Read(bytes, _strict);
        Require(strict is null || file is not null, "Strict reads what lenient refuses.");
        Require(strict is null || strict.WarningCount == 0, "Strict takes a fault.");
        Require(file is null || file.WarningCount > 0 || strict is not null, "Strict refuses what has no fault.");
        var queue = new EventQueue(256);
        var parser = new MidiParser();
        parser.Parse(bytes, 0, queue);
        while (queue.TryDequeue(out EngineEvent e))
            Require(float.IsFinite(e.Value), "A value is not finite.");
        if (file is null)
            return;
        byte[] written = file.ToArray();
        MidiFile again = MidiFile.Read(written);
        Require(written.AsSpan().SequenceEqual(again.ToArray()), "Written and read it is another file.");
        var song = new Song(file);
        Sequence music = song.ToSequence(48_000);
        long before = 0;
        foreach (ref readonly EngineEvent e in music.Events)
        {
            Require(e.Time >= before && float.IsFinite(e.Value), "An event is out of order or not finite.");
            before = e.Time;
        }
        foreach (SongText text in song.Texts)
            Require(text.Text is not null, "A text is null.");
        song.PositionAt(song.EndTick);
    }

    private static MidiFile? Read(byte[] bytes, MidiReadOptions? options)
    {
        try
        {
            return MidiFile.Read(bytes, options);
        }
        catch (MidiFormatException)
        {
            return null;
        }
    }
}
