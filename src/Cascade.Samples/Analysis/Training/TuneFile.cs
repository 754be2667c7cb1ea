using System.Globalization;
using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Analysis.Training;

/// <summary>Reads the melodies that the shipped models are trained with.</summary>
/// <remarks>
/// A melody is a line "= origin | title | tonic mode | metre@quarter ..." and a line of notes. A fifth field in the head, the length of a
/// note without a number, says that the notes are in ABC notation; else they are "onset:duration:key", in quarter notes as whole numbers or
/// fractions. Lines that start with # are comments.
/// </remarks>
public static class TuneFile
{
    private const int TicksPerQuarter = 480;

    /// <summary>Reads the melodies of a text.</summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="FormatException">A line is not of the form; the message says which and why.</exception>
    public static IReadOnlyList<Tune> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var tunes = new List<Tune>();
        string[]? head = null;
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '=')
            {
                head = line[1..].Split('|', StringSplitOptions.TrimEntries);
                if (head.Length is < 4 or > 5)
                    throw Wrong(number, "a head has an origin, a title, a key and metres");
                continue;
            }
            if (head is null)
                throw Wrong(number, "notes stand below the head of their melody");
            try
            {
                tunes.Add(Tune(head, line));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
            {
                throw Wrong(number, e.Message);
            }
            head = null;
        }
        return tunes;
    }

    /// <summary>The ticks of a length in quarter notes: "3", "1/2", "7/3".</summary>
    internal static long Ticks(string quarters)
    {
        int slash = quarters.IndexOf('/', StringComparison.Ordinal);
        long numerator = Whole(slash < 0 ? quarters : quarters[..slash]), denominator = slash < 0 ? 1 : Whole(quarters[(slash + 1)..]);
        return denominator > 0 ? (numerator * TicksPerQuarter + denominator / 2) / denominator : throw new FormatException(
            $"{quarters} is no length");
    }

    private static Tune Tune(string[] head, string line)
    {
        // A key that the signature denies is not to be learned from.
        MusicalKey? key = MusicalKey.TryParse(head[2], out MusicalKey known) ? known : null;
        var builder = new SongBuilder(TicksPerQuarter) { Title = head[1] };
        int track = builder.AddTrack(head[1]);
        foreach (string change in head[3].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = change.Split('@', '/');
            if (parts.Length >= 3 && Whole(parts[0]) is > 0 and < 100 and var numerator && Whole(parts[1]) is > 0 and < 100 and var unit)
                builder.AddMetre(Ticks(change[(change.IndexOf('@', StringComparison.Ordinal) + 1)..]),
                    new MidiTimeSignature((int)numerator, (int)unit));
        }
        if (head.Length == 5)
            AbcNotes.Add(builder, track, line, known, Ticks(head[4]) * 4);
        else
            foreach (string note in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (note.Split(':') is not [var onset, var length, var pitch])
                    throw new FormatException($"{note} is not onset:duration:key");
                builder.AddNote(track, Ticks(onset), Math.Max(1, Ticks(length)), (int)Whole(pitch));
            }
        return new Tune(head[0], head[1], key, builder.ToSong());
    }

    private static long Whole(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static FormatException Wrong(int line, string reason) => new($"Line {line} of the melodies: {reason}.");
}
