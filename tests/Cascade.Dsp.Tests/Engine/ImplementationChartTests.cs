using System.Text.RegularExpressions;
using Cascade.Dsp.Events;
using Cascade.Dsp.Tests.Architecture;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>The tables of docs/midi.md are true of every controller and every other message.</summary>
public sealed partial class ImplementationChartTests
{
    private const int Id = 7;

    // By how a row of the second table begins.
    private static readonly Dictionary<string, EngineEvent[]> s_messages = new()
    {
        ["note on"] = [EngineEvent.NoteOn(0, 60, 0.5f), EngineEvent.NoteOff(0, 60)],
        ["pitch bend"] = [EngineEvent.PitchBend(0, 0.5f)],
        ["channel pressure"] = [new(0, EventKind.ChannelPressure, 0, 0, 0.5f), new(0, EventKind.KeyPressure, 0, 60, 0.5f)],
        ["bend, pressure, timbre of one note"] = [new(0, EventKind.NoteBend, 0, 0, 0.5f) { Note = Id },
            new(0, EventKind.NotePressure, 0, 0, 0.5f) { Note = Id }, new(0, EventKind.NoteTimbre, 0, 0, 0.5f) { Note = Id }],
        ["program change"] = [EngineEvent.Program(0, 5)],
        ["reset"] = [new(0, EventKind.SystemReset, 0, 1, 0)],
        ["master volume"] = [new(0, EventKind.MasterVolume, 0, 0, 0.5f)],
        ["master tuning"] = [new(0, EventKind.MasterTuning, 0, 0, 0.5f), new(0, EventKind.MasterTuning, 0, 1, 2)],
        ["tuning of single keys"] = [new(0, EventKind.KeyTuning, 0, 60, 60.5f), new(0, EventKind.KeyTuning, 0, 60, 60.5f) { Note = 1 }],
        ["tuning of scales"] =
            [new(0, EventKind.KeyTuning, 0, 60, 60.5f) { Note = 2 }, new(0, EventKind.KeyTuning, 0, 60, 60.5f) { Note = 3 }],
        ["drum channels"] = [new(0, EventKind.DrumPart, 0, 1, 0)],
    };

    public static TheoryData<string, int> Columns => new() { { "synthesizer", 2 }, { "piano", 3 } };

    public static TheoryData<string> Messages => [.. s_messages.Keys];

    [Theory]
    [MemberData(nameof(Columns))]
    public void What_the_chart_says_no_to_is_counted_and_nothing_else(string instrument, int column)
    {
        var acted = new HashSet<int>();
        foreach (string[] row in Rows())
            if (row[column] == "yes")
                acted.UnionWith(row[0].Split(", ").Select(int.Parse));
        Assert.InRange(acted.Count, 10, 127);
        VoiceEngine engine = Engine(instrument);
        for (int number = 0; number < 128; number++)
        {
            long before = engine.IgnoredEvents;
            engine.Control(number, 0.5f);
            engine.Render(new float[64], new float[64]);
            Assert.True(acted.Contains(number) == (engine.IgnoredEvents == before),
                $"Controller {number} of the {instrument}: the chart says {(acted.Contains(number) ? "yes" : "no")}.");
        }
    }

    [Fact]
    public void Reset_all_controllers_moves_those_that_the_chart_says_and_no_other()
    {
        const float Moved = 0.3f;
        foreach (string[] row in Rows().Where(row => row.Length == 6))
            foreach (int number in row[0].Split(", ").Select(int.Parse))
            {
                var memory = new ChannelMemory();
                int place = ChannelMemory.Control + number;
                float start = memory[0, place];
                memory.MoveControl(0, number, Moved);
                memory.MoveControl(0, 121, 0);
                Assert.Equal(row[5] == "yes" ? start : Moved, memory[0, place]);
            }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void What_the_chart_says_of_a_message_is_so(string message)
    {
        string[] row = Assert.Single(OtherRows(), row => row[0].StartsWith(message, StringComparison.Ordinal));
        foreach ((string instrument, string says) in new[] { ("synthesizer", row[1]), ("piano", row[2]) })
        {
            VoiceEngine engine = Engine(instrument);
            foreach (EngineEvent e in s_messages[message])
            {
                engine.Reset();
                engine.Events.TryEnqueue(EngineEvent.NoteOn(0, 60, 0.5f) with { Note = Id });
                engine.Render(new float[64], new float[64]);
                engine.Events.TryEnqueue(e with { Time = 64 });
                engine.Render(new float[64], new float[64]);
                Assert.True(engine.IgnoredEvents == (says.StartsWith("yes", StringComparison.Ordinal) ? 0 : 1),
                    $"{e.Kind} and the {instrument}: the chart says {says}; {engine.IgnoredEvents} events were ignored.");
            }
        }
    }

    [Fact]
    public void No_message_is_left_out()
    {
        Assert.Equal(OtherRows().Count(), s_messages.Count);
        // Controllers have a table of their own, and are two of these by their numbers; parameters are the engine's.
        IEnumerable<EventKind> others = [EventKind.Control, EventKind.AllNotesOff, EventKind.AllSoundOff, EventKind.Parameter];
        Assert.Equal(Enum.GetValues<EventKind>().Except(others).Order(),
            s_messages.Values.SelectMany(e => e).Select(e => e.Kind).Distinct().Order());
    }

    private static VoiceEngine Engine(string instrument) =>
        new(instrument == "piano" ? new PianoInstrument() : new SynthInstrument());

    private static IEnumerable<string[]> Rows() => Row().Matches(Chart()).Select(Cells);

    private static IEnumerable<string[]> OtherRows() =>
        OtherRow().Matches(Chart()[Chart().IndexOf("| Message |", StringComparison.Ordinal)..]).Select(Cells);

    private static string Chart() => File.ReadAllText(SourceTree.PathOf("docs", "midi.md"));

    private static string[] Cells(Match row) => [.. row.Value.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex(@"^\| \d.*\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| [a-z].*\|", RegexOptions.Multiline)]
    private static partial Regex OtherRow();
}
