using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Tuning;

namespace Cascade.Fuzz;

/// <summary>Scala scales and mappings, and the tunings they make.</summary>
internal sealed class ScalaTarget() : ByteTarget("scala", "mutants of Scala files", 50_000)
{
    private static readonly ScalaScale _just = ScalaScale.Parse("just\n 7\n 9/8\n 5/4\n 4/3\n 3/2\n 5/3\n 15/8\n 2/1\n");

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [.. new[]
        {
            "! a.scl\n!\ntwelve\n 12\n!\n 100.0\n 200.\n 300.0 cents\n 400.0\n 500.0\n 600.0\n 700.0\n 800.0\n 900.0\n 1000.0\n 1100.0\n "
                + "2/1\n",
            "Just\r\n7\r\n9/8\r\n5/4\r\n4/3\r\n3/2\r\n5/3\r\n15/8\r\n2\r\n", "Bohlen-Pierce\n "
                + "13\n" + string.Concat(Enumerable.Range(1, 13).Select(i => $" {i * 146.304:0.000}\n")),
            "! a.kbm\n12\n0\n127\n60\n69\n440.0\n12\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n",
                "7\n0\n127\n60\n60\n261.63\n7\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n", "0\n0\n127\n60\n69\n440\n0\n",
        }.Select(Encoding.UTF8.GetBytes)];

    public override void Take(byte[] bytes, long number)
    {
        string text = Encoding.UTF8.GetString(bytes);
        ScalaScale? scale = Read(text, static t => ScalaScale.Parse(t));
        ScalaMapping? mapping = Read(text, static t => ScalaMapping.Parse(t));
        if (scale is null && mapping is null)
            return;
        try
        {
            foreach (double frequency in KeyTuning.FromScala(scale ?? _just, mapping).Frequencies)
                Require(frequency is >= 1 and <= 96_000, $"A key has {frequency} Hz.");
        }
        catch (ArgumentException e) when (e.Message.StartsWith("The mapping tunes no key", StringComparison.Ordinal))
        {
        }
    }

    private static T? Read<T>(string text, Func<string, T> read) where T : class
    {
        try
        {
            return read(text);
        }
        catch (ScalaFormatException)
        {
            return null;
        }
    }
}
