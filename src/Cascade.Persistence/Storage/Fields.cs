using System.Text;
using Cascade.Dsp;

namespace Cascade.Persistence.Storage;

/// <summary>Refuses what cannot be stored, before anything is written.</summary>
internal static class Fields
{
    public static string Text(string? value, string field, int longest)
    {
        ArgumentNullException.ThrowIfNull(value, field);
        if (value.Length == 0 || value.Length > longest)
            throw new InvalidFieldException(field, $"The text must have 1 to {longest} characters, not {value.Length}.");
        return Characters(value, field);
    }

    public static Guid Id(Guid value, string field) =>
        value != Guid.Empty ? value : throw new InvalidFieldException(field, "The id must not be all zeros.");

    public static int Range(int value, string field, int lowest, int highest) =>
        value >= lowest && value <= highest ? value
        : throw new InvalidFieldException(field, $"The value must lie within {lowest} to {highest}, not {value}.");

    public static Sequence Music(Sequence? music, string field)
    {
        ArgumentNullException.ThrowIfNull(music, field);
        if (music.Count > SongStore.MaximumEvents)
            throw new InvalidFieldException($"{field}.Count", $"A song has at most {SongStore.MaximumEvents} events, not {music.Count}.");
        ReadOnlySpan<EngineEvent> events = music.Events;
        for (int i = 0; i < events.Length; i++)
            if (Wrong(events[i]) is (string member, string range))
                throw new InvalidFieldException($"{field}.Events[{i}].{member}", range);
        return music;
    }

    private static (string Member, string Range)? Wrong(in EngineEvent e)
    {
        if (e.Kind > EventKind.KeyTuning)
            return (nameof(e.Kind), $"There is no event kind {(int)e.Kind}.");
        if (e.Note < 0)
            return (nameof(e.Note), $"The id of a note must not be negative, but is {e.Note}.");
        bool isParameter = e.Kind == EventKind.Parameter;
        if (e.Channel > (isParameter ? 0 : 15))
            return (nameof(e.Channel),
                isParameter ? $"A parameter has no channel, but {e.Channel}." : $"The channel must lie within 0 to 15, not {e.Channel}.");
        int last = isParameter ? short.MaxValue : 127;
        if (e.Number > last)
            return (nameof(e.Number), $"The number must lie within 0 to {last}, not {e.Number}.");
        if (isParameter)
            return float.IsFinite(e.Value) ? null : (nameof(e.Value), "A parameter must be a finite number.");
        (float lowest, float highest) = e.Kind switch
        {
            EventKind.PitchBend => (-1f, 1f),
            EventKind.NoteBend => (-96f, 96f),
            EventKind.MasterTuning => (-64f, 64f),
            EventKind.KeyTuning => (0f, 128f),
            _ => (0f, 1f),
        };
        return e.Value >= lowest && e.Value <= highest
            ? null
            : (nameof(e.Value), $"The value must lie within {lowest} to {highest}, not {e.Value}.");
    }

    /// <summary>Refuses characters that PostgreSQL has no text for.</summary>
    public static string Characters(string value, string field)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new InvalidFieldException(field, "PostgreSQL has no text with the character U+0000.");
        for (int i = 0; i < value.Length;)
        {
            if (!Rune.TryGetRuneAt(value, i, out Rune rune))
                throw new InvalidFieldException(field, $"A surrogate stands alone at character {i}.");
            i += rune.Utf16SequenceLength;
        }
        return value;
    }
}
