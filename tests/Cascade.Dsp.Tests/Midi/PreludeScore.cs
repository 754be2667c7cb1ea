using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Midi;

/// <summary>Reads the bars of Songs/prelude-in-c.txt and plays them into a MIDI file, with some shaping: dynamics by bar, a pedal for each,
/// and a slower end.</summary>
internal static class PreludeScore
{
    public const int Semiquaver = 120, Bar = 16 * Semiquaver, Quarter = 4 * Semiquaver;

    // Loudness by bar, as MIDI velocity of the middle of the figure; linear between.
    private static readonly (int Bar, int Velocity)[] Dynamics =
        [(1, 54), (8, 60), (11, 62), (19, 52), (23, 64), (28, 76), (32, 68), (34, 54), (35, 48)];

    /// <summary>The notes of a bar: which of its semiquavers they start at, how many they last, and the hand.</summary>
    public readonly record struct Note(int Bar, int Start, int Length, int Key, bool IsLeft);

    public static List<Note> Read(string text)
    {
        var notes = new List<Note>();
        foreach (string line in text.Split('\n'))
            if (line.Length > 0 && char.IsAsciiDigit(line[0]))
                AddBar(int.Parse(line[..line.IndexOf(':')]),
                    [.. line[(line.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Key)], notes);
        return notes;
    }

    public static MidiFile Play(string text)
    {
        List<Note> notes = Read(text);
        int bars = notes.Max(n => n.Bar);
        return new MidiFile(1, MidiDivision.Quarter(Quarter), Tempos(bars), Hand(notes, isLeft: false, bars),
            Hand(notes, isLeft: true, bars));
    }

    private static void AddBar(int bar, int[] keys, List<Note> notes)
    {
        bool isChord = bar == 35;
        int[] figure = keys.Length > 5 || isChord ? keys : [.. keys, .. keys[2..], .. keys, .. keys[2..]];
        int repeat = keys.Length > 5 || isChord ? 16 : 8;
        for (int i = 0; i < figure.Length; i++)
        {
            bool isLeft = i % repeat < 2;
            int start = isChord ? 0 : i;
            notes.Add(new Note(bar, start, isChord ? 16 : isLeft ? repeat - i % repeat : 1, figure[i], isLeft));
        }
    }

    private static MidiTrack Tempos(int bars)
    {
        List<MidiEvent> events =
        [
            MidiEvent.FromText(0, MidiMetaType.TrackName, "Prelude in C major, BWV 846"),
            MidiEvent.FromText(0, MidiMetaType.Text,
            "Johann Sebastian Bach, 1722. The composition is in the public domain; this entry: MIT licence."),
            MidiEvent.FromTimeSignature(0, new MidiTimeSignature(4, 4)),
            MidiEvent.FromKeySignature(0, new MidiKeySignature(0, false)),
            MidiEvent.FromTempo(0, Tempo.FromMicrosecondsPerQuarter(60_000_000 / 66)),
        ];
        for (int beat = 0; beat < 8; beat++)
            events.Add(MidiEvent.FromTempo((bars - 3L) * Bar + beat * Quarter,
                Tempo.FromMicrosecondsPerQuarter(60_000_000 / (beat < 4 ? 64 - beat : 62 - 4 * (beat - 3)))));
        events.Add(MidiEvent.FromTempo((bars - 1L) * Bar, Tempo.FromMicrosecondsPerQuarter(60_000_000 / 44)));
        return new MidiTrack(events.ToArray(), (long)bars * Bar);
    }

    private static MidiTrack Hand(List<Note> notes, bool isLeft, int bars)
    {
        var timed = new List<(long Tick, int Order, MidiMessage Message)>();
        foreach (Note note in notes.Where(n => n.IsLeft == isLeft))
        {
            long start = (note.Bar - 1L) * Bar + note.Start * Semiquaver;
            timed.Add((start, 2, new MidiMessage(0x90, (byte)note.Key, (byte)Velocity(note))));
            timed.Add((start + note.Length * Semiquaver - 10, 1, new MidiMessage(0x80, (byte)note.Key, 64)));
        }
        for (int bar = 0; isLeft && bar < bars; bar++)
        {
            timed.Add(((long)bar * Bar + 20, 3, new MidiMessage(0xB0, 64, 127)));
            timed.Add(((bar + 1L) * Bar - 5, 0, new MidiMessage(0xB0, 64, 0)));
        }
        List<MidiEvent> events =
            [MidiEvent.FromText(0, MidiMetaType.TrackName, isLeft ? "Left hand" : "Right hand"),
            MidiEvent.FromMessage(0, new MidiMessage(0xC0, 0, 0))];
        events.AddRange(timed.OrderBy(t => t.Tick).ThenBy(t => t.Order).ThenBy(t => t.Message.Data1)
            .Select(t => MidiEvent.FromMessage(t.Tick, t.Message)));
        return new MidiTrack(events.ToArray(), (long)bars * Bar);
    }

    // The bass carries, the top of each wave leans a little, the second half of a bar answers softer.
    private static int Velocity(Note note)
    {
        int i = 1;
        while (i < Dynamics.Length - 1 && note.Bar > Dynamics[i].Bar)
            i++;
        (int from, int low) = Dynamics[i - 1];
        (int to, int high) = Dynamics[i];
        int velocity = low + (high - low) * (note.Bar - from) / (to - from);
        int accent = note.IsLeft ? (note.Start % 8 == 0 ? 6 : 0) : note.Start % 8 is 4 or 7 ? 2 : -3;
        return velocity + accent - (note.Start >= 8 ? 3 : 0);
    }

    private static int Key(string name)
    {
        int step =
            name[0] switch { 'C' => 0, 'D' => 2, 'E' => 4, 'F' => 5, 'G' => 7, 'A' => 9, 'B' => 11, _ => throw new FormatException(name) };
        int accidental = name[1] switch { '#' => 1, 'b' => -1, _ => 0 };
        return 12 * (int.Parse(name[(accidental == 0 ? 1 : 2)..]) + 1) + step + accidental;
    }
}
