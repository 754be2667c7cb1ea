using System.Text.RegularExpressions;
using Cascade.Dsp.Tests.Architecture;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>The table of controllers in docs/midi.md is true of every number.</summary>
public sealed partial class ImplementationChartTests
{
    public static TheoryData<string, int> Columns => new() { { "synthesizer", 2 }, { "piano", 3 } };

    [Theory]
    [MemberData(nameof(Columns))]
    public void What_the_chart_says_no_to_is_counted_and_nothing_else(string instrument, int column)
    {
        var acted = new HashSet<int>();
        foreach (string[] row in Rows())
            if (row[column] == "yes")
                acted.UnionWith(row[0].Split(", ").Select(int.Parse));
        Assert.InRange(acted.Count, 10, 127);
        var engine = new VoiceEngine(instrument == "piano" ? new PianoInstrument() : new SynthInstrument());
        for (int number = 0; number < 128; number++)
        {
            long before = engine.IgnoredEvents;
            engine.Control(number, 0.5f);
            engine.Render(new float[64], new float[64]);
            Assert.True(acted.Contains(number) == (engine.IgnoredEvents == before),
                $"Controller {number} of the {instrument}: the chart says {(acted.Contains(number) ? "yes" : "no")}.");
        }
    }

    private static IEnumerable<string[]> Rows() => Row().Matches(File.ReadAllText(SourceTree.PathOf("docs", "midi.md")))
        .Select(match => match.Value.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray());

    [GeneratedRegex(@"^\| \d.*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
