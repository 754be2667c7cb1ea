using System.CommandLine.Parsing;
using System.Text;
using Cascade.Dsp.Events;
using Cascade.Dsp.Songs;

namespace Cascade.Samples.Console;

/// <summary>MIDI files as the commands take them.</summary>
internal static class SongFile
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    /// <summary>The song that ships with the program.</summary>
    public static string DemoPath => Path.Combine(AppContext.BaseDirectory, "Songs", "prelude-in-c.mid");

    /// <exception cref="InputException">The file is missing, unreadable or no MIDI file.</exception>
    public static Song Read(string path, Encoding? textEncoding = null) => InputFile.Read(path, "a MIDI file", file => Song.Read(file, null, textEncoding));

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

    /// <summary>The song at a rate and a speed.</summary>
    /// <exception cref="InputException">It is longer than a day.</exception>
    public static Sequence ToSequence(Song song, int sampleRate, double speed)
    {
        Sequence sequence = song.ToSequence(sampleRate);
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
