using System.CommandLine;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Console.Options;

/// <summary>The options that say what of a song is played: bars, a loop, tracks, channels, at what pitch.</summary>
internal sealed class SongOptions
{
    private const int PieceFrames = 1024, Room = 1 << 17;

    private static readonly TimeSpan _longest = TimeSpan.FromHours(24), _shortestLoop = TimeSpan.FromMilliseconds(10);

    private readonly Option<int?> _from = Ranged.OptionalNumber("--from", 0, int.MaxValue - 1, "bar", "The bar to start with");
    private readonly Option<int?> _to = Ranged.OptionalNumber("--to", 0, int.MaxValue - 1, "bar", "The last bar");
    private readonly Option<string?> _loop = new("--loop")
    {
        Description = "Bars to repeat, for instance 5-8; song for the loop that the song itself names.",
        HelpName = "bars|song",
    };
    private readonly Option<int?> _repeat =
        Ranged.OptionalNumber("--repeat", 1, 10_000, "times", "How often --loop is heard in a file, 2 if not given");
    private readonly Option<int> _transpose =
        Ranged.Number("--transpose", -48, 48, 0, "semitones", "Moves all keys but those of drums, by octaves where they leave the "
            + "keyboard");
    private readonly Option<PartChoice?> _mute = PartChoice.Option("--mute", "Leaves notes out");
    private readonly Option<PartChoice?> _solo = PartChoice.Option("--solo", "Plays these notes alone");

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="toFile">True where a loop has to end.</param>
    public void AddTo(Command command, bool toFile)
    {
        foreach (Option option in (Option[])[_from, _to, _loop, _repeat, _transpose, _mute, _solo])
            if (toFile || option != _repeat)
                command.Add(option);
    }

    /// <summary>The music from its start, to the last bar asked for.</summary>
    /// <exception cref="InputException">The song is longer than a day, or has no such bars or tracks.</exception>
    public Sequence Music(ParseResult parsed, Song song, int sampleRate)
    {
        Sequence music = Transposed(Chosen(parsed, song).ToSequence(sampleRate), parsed.GetValue(_transpose));
        RequireLength(music.Length, sampleRate);
        return parsed.GetValue(_to) is { } to
            ? music.Slice(0, Math.Min(music.Length, Bars(song, parsed.GetValue(_from), to, sampleRate).End)) : music;
    }

    /// <summary>Where playing starts, in samples, and what it repeats, if anything.</summary>
    /// <exception cref="InputException">The song has no such bars or no loop.</exception>
    public (long Start, (long Start, long End)? Loop) Course(ParseResult parsed, Song song, Sequence music)
    {
        (long Start, long End)? loop = parsed.GetValue(_loop) is { } text ? LoopOf(text, song, music.SampleRate) : null;
        long start = parsed.GetValue(_from) is { } from ? Bars(song, from, null, music.SampleRate).Start : loop?.Start ?? 0;
        if (loop is { } region && (region.End > music.Length || start >= region.End))
            throw new InputException("--loop lies outside of the bars that --from and --to leave.");
        return (start, loop);
    }

    /// <summary>All that a file holds, at some speed: the bars asked for, what is repeated repeated.</summary>
    /// <exception cref="InputException">The song has no such bars, tracks or loop, or becomes longer than a day.</exception>
    public Sequence ForFile(ParseResult parsed, Song song, int sampleRate, double speed)
    {
        Sequence music = Music(parsed, song, sampleRate);
        (long start, (long Start, long End)? loop) = Course(parsed, song, music);
        if (loop is null && parsed.GetValue(_repeat) is not null)
            throw new InputException("--repeat goes with --loop: there is nothing to repeat.");
        if (loop is { } region)
            music = Repeated(music, parsed.GetValue(_from) is null ? 0 : start, region, parsed.GetValue(_repeat) ?? 2);
        else if (start > 0)
            music = music.Slice(start, music.Length);
        RequireLength((long)(music.Length / speed), sampleRate);
        if (speed == 1)
            return music;
        var events = music.Events.ToArray();
        for (int i = 0; i < events.Length; i++)
            events[i] = events[i] with { Time = (long)Math.Round(events[i].Time / speed) };
        return new Sequence(events, sampleRate, (long)Math.Round(music.Length / speed));
    }

    // Where bars lie, from the start of the first to the end of the last, which the song may cut short.
    private static (long Start, long End) Bars(Song song, int? first, int? last, int sampleRate)
    {
        int final = song.PositionAt(Math.Max(0, song.EndTick - 1)).Bar;
        int from = first ?? song.FirstBar, to = last ?? final;
        if (from < song.FirstBar || to > final || from > to)
            throw new InputException($"the song has bars {song.FirstBar} to {final}, but {from} to {to} were asked for.");
        long end = Math.Min(song.EndTick, song.TickAt(new SongPosition(to + 1)));
        return (song.SampleAt(new SongPosition(from), sampleRate), song.TempoMap.SampleAt(last is null ? song.EndTick : end, sampleRate));
    }

    private static (long Start, long End) LoopOf(string text, Song song, int sampleRate)
    {
        (long start, long end) = text.Equals("song", StringComparison.OrdinalIgnoreCase) ? OwnLoop(song, sampleRate)
            : LoopOfBars(text, song, sampleRate);
        return end - start >= _shortestLoop.TotalSeconds * sampleRate ? (start, end)
            : throw new InputException($"--loop {text} is shorter than 10 ms.");
    }

    private static (long Start, long End) OwnLoop(Song song, int sampleRate)
    {
        (long start, long end) = song.Loop ?? throw new InputException("--loop song: the song names no loop.");
        return (song.TempoMap.SampleAt(start, sampleRate), song.TempoMap.SampleAt(end, sampleRate));
    }

    private static (long Start, long End) LoopOfBars(string text, Song song, int sampleRate)
    {
        string[] bars = text.Split('-');
        return bars.Length <= 2 && int.TryParse(bars[0], CultureInfo.InvariantCulture, out int first)
            && int.TryParse(bars[^1], CultureInfo.InvariantCulture, out int last)
            ? Bars(song, first, last, sampleRate)
            : throw new InputException($"--loop takes bars such as 5-8, or song, not {text}.");
    }

    // What a player sends that repeats so often and goes on: keys are let go at each jump, and controllers are as they are there.
    private static Sequence Repeated(Sequence music, long from, (long Start, long End) loop, int times)
    {
        var player = new SequencePlayer(music, music.SampleRate);
        if (times > 1)
            player.SetLoop(loop.Start, loop.End);
        player.Seek(from);
        player.Play();
        var queue = new EventQueue(Room);
        var events = new List<EngineEvent>();
        long lastJump = loop.End - from + (times - 2) * (loop.End - loop.Start),
            length = music.Length - from + (times - 1) * (loop.End - loop.Start);
        RequireLength(length, music.SampleRate);
        // Pieces are shorter than any loop: the last jump is behind when the loop is cleared, the next is still ahead.
        int piece = (int)Math.Min(PieceFrames, (loop.End - loop.Start) / 2);
        for (long position = 0; !player.HasEnded; position += piece)
        {
            player.Advance(queue, position, piece);
            while (queue.TryDequeue(out EngineEvent e))
                events.Add(e);
            if (position + piece > lastJump)
                player.ClearLoop();
        }
        return new Sequence([.. events.Where(e => e.Time <= length)], music.SampleRate, length);
    }

    private Song Chosen(ParseResult parsed, Song song)
    {
        (PartChoice? mute, PartChoice? solo) = (parsed.GetValue(_mute), parsed.GetValue(_solo));
        if (mute is null && solo is null)
            return song;
        foreach (int track in (mute?.Tracks ?? []).Concat(solo?.Tracks ?? []).Where(t => t >= song.File.Tracks.Count))
            throw new InputException($"the song has tracks 1 to {song.File.Tracks.Count}, and none numbered {track + 1}.");
        return new Song(new MidiFile(song.File.Format, song.Division, [.. song.File.Tracks.Select(Heard)]), song.TextEncoding);

        MidiTrack Heard(MidiTrack track, int number) =>
            new([.. track.Events.ToArray().Where(e => NoteChannel(e) is not { } channel || IsHeard(number, channel))], track.EndTick);

        bool IsHeard(int track, int channel) => (solo is null || solo.Tracks.Contains(track) || solo.Channels.Contains(channel))
            && (mute is null || !(mute.Tracks.Contains(track) || mute.Channels.Contains(channel)));
    }

    // Of what starts a note, also of one that is sent as it is.
    private static int? NoteChannel(MidiEvent e) => e switch
    {
        { IsMessage: true } => e.Message.IsNoteOn ? e.Status & 15 : null,
        { Status: 0xF7 } => e.Payload is [>= 0x90 and <= 0x9F and var status, ..] ? status & 15 : null,
        _ => null,
    };

    private static Sequence Transposed(Sequence music, int semitones)
    {
        if (semitones == 0)
            return music;
        var drums = new Dictionary<(byte, byte), bool>();
        var events = music.Events.ToArray();
        foreach (ref EngineEvent e in events.AsSpan())
        {
            if (e.Kind == EventKind.DrumPart)
                drums[(e.Port, e.Channel)] = e.Number > 0;
            else if (e.Kind == EventKind.SystemReset)
                drums.Clear();
            else if (e.Kind is EventKind.NoteOn or EventKind.NoteOff or EventKind.KeyPressure
                && !drums.GetValueOrDefault((e.Port, e.Channel), e.Channel == PatchBank.DrumChannel))
                e = e with { Number = (ushort)OnKeyboard(e.Number + semitones) };
        }
        return new Sequence(events, music.SampleRate, music.Length);
    }

    private static int OnKeyboard(int key)
    {
        while (key < 0)
            key += 12;
        while (key > 127)
            key -= 12;
        return key;
    }

    private static void RequireLength(long frames, int sampleRate)
    {
        if (frames > _longest.TotalSeconds * sampleRate)
            throw new InputException($"the song is {(double)frames / sampleRate / 3600:N0} hours long; {_longest.TotalHours:N0} hours is "
                + $"the most.");
    }
}
