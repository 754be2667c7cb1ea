using System.CommandLine.Parsing;
using System.Text;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Options;

/// <summary>MIDI files as the commands take them.</summary>
internal static class SongFile
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    /// <summary>The song that ships with the program.</summary>
    public static string DemoPath => Path.Combine(AppContext.BaseDirectory, "Songs", "prelude-in-c.mid");

    /// <exception cref="InputException">The file is missing, unreadable or no MIDI file.</exception>
    public static Song Read(string path, Encoding? textEncoding = null) =>
        InputFile.Read(path, "a MIDI file", file => Song.Read(file, null, textEncoding));

    /// <summary>The encoding that an option names.</summary>
    public static Encoding? ParseEncoding(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            result.AddError($"--encoding: no encoding is called {name}; shift_jis, windows-1252 and utf-8 are three.");
            return null;
        }
    }

    /// <summary>Where a song's bars lie, in samples: from the start of the first to the end of the last, which the song may cut
    /// short.</summary>
    /// <param name="song">The song.</param>
    /// <param name="first">The first bar, or null for that of the song.</param>
    /// <param name="last">The last bar, or null for that of the song.</param>
    /// <param name="sampleRate">The unit.</param>
    /// <exception cref="InputException">The song has no such bars.</exception>
    public static (long Start, long End) Bars(Song song, int? first, int? last, int sampleRate)
    {
        int final = song.PositionAt(Math.Max(0, song.EndTick - 1)).Bar;
        int from = first ?? song.FirstBar, to = last ?? final;
        if (from < song.FirstBar || to > final || from > to)
            throw new InputException($"the song has bars {song.FirstBar} to {final}, but {from} to {to} were asked for.");
        long end = Math.Min(song.EndTick, song.TickAt(new SongPosition(to + 1)));
        return (song.SampleAt(new SongPosition(from), sampleRate), song.TempoMap.SampleAt(last is null ? song.EndTick : end, sampleRate));
    }

    /// <summary>The song at a rate and a speed, or some bars of it.</summary>
    /// <exception cref="InputException">It is longer than a day, or has no such bars.</exception>
    public static Sequence ToSequence(Song song, int sampleRate, double speed, int? firstBar = null, int? lastBar = null)
    {
        Sequence sequence = song.ToSequence(sampleRate);
        if (firstBar is not null || lastBar is not null)
        {
            (long start, long end) = Bars(song, firstBar, lastBar, sampleRate);
            sequence = sequence.Slice(start, end);
        }
        if (sequence.Length / speed > _longest.TotalSeconds * sampleRate)
            throw new InputException($"the song is {sequence.Length / speed / sampleRate / 3600:N0} hours long; {_longest.TotalHours:N0} hours is the most.");
        if (speed == 1)
            return sequence;
        var events = sequence.Events.ToArray();
        for (int i = 0; i < events.Length; i++)
            events[i] = events[i] with { Time = Scale(events[i].Time) };
        return new Sequence(events, sampleRate, Scale(sequence.Length));

        long Scale(long time) => (long)Math.Round(time / speed);
    }
}
