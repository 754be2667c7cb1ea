using Cascade.Dsp.Events;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Console;

/// <summary>MIDI files as the commands take them.</summary>
internal static class Song
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    /// <summary>The song that ships with the program.</summary>
    public static string DemoPath => Path.Combine(AppContext.BaseDirectory, "Songs", "prelude-in-c.mid");

    /// <exception cref="InputException">The file is missing, unreadable or no MIDI file.</exception>
    public static MidiFile Read(string path) => InputFile.Read(path, "a MIDI file", file => MidiFile.Read(file));

    /// <summary>The song at a rate and a share of its tempo.</summary>
    /// <exception cref="InputException">It is longer than a day.</exception>
    public static Sequence ToSequence(MidiFile file, int sampleRate, double tempo)
    {
        Sequence sequence = file.ToSequence(sampleRate);
        if (sequence.Length / tempo > _longest.TotalSeconds * sampleRate)
            throw new InputException($"the song is {sequence.Length / tempo / sampleRate / 3600:N0} hours long; {_longest.TotalHours:N0} hours is the most.");
        if (tempo == 1)
            return sequence;
        var events = sequence.Events.ToArray();
        for (int i = 0; i < events.Length; i++)
            events[i] = events[i] with { Time = Scale(events[i].Time) };
        return new Sequence(events, sampleRate, Scale(sequence.Length));

        long Scale(long time) => (long)Math.Round(time / tempo);
    }
}
