using Cascade.Dsp.Tuning;

namespace Cascade.Dsp.Tests.Tuning;

public class KeyTuningTests
{
    private const string TwelveEqual = "! 12.scl\n!\n12 equal steps\n 12\n!\n 100.\n 200.0 a remark\n 300.\n 400.\n 500.\n 600.\n 700.\n "
        + "800.\n 900.\n 1000.\n 1100.\n 2/1\n";
    private const string Just = "just\r\n7\r\n9/8\r\n5/4\r\n4/3\r\n3/2\r\n5/3\r\n15/8\r\n2\r\n";
    private const string WhiteKeys = "! white keys\n12\n0\n127\n60\n69\n440.0\n7\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n";

    [Fact]
    public void Twelve_equal_steps_are_equal()
    {
        KeyTuning equal = KeyTuning.Equal(), scala = KeyTuning.FromScala(ScalaScale.Parse(TwelveEqual));
        for (int key = 0; key < 128; key++)
            Assert.Equal(equal[key], scala[key], equal[key] * 1e-12);
        Assert.Equal("12 equal steps", ScalaScale.Parse(TwelveEqual).Description);
    }

    [Fact]
    public void Just_intonation_on_the_white_keys()
    {
        KeyTuning tuning = KeyTuning.FromScala(ScalaScale.Parse(Just), ScalaMapping.Parse(WhiteKeys));
        double c = 440 * 3 / 5.0;   // A is 5/3 of C
        foreach ((int key, double ratio) in new[]
        {
            (60, 1), (62, 9 / 8.0), (64, 5 / 4.0), (65, 4 / 3.0), (67, 3 / 2.0), (69, 5 / 3.0), (71, 15 / 8.0), (72, 2), (48, 0.5),
            (40, 5 / 16.0), (86, 9 / 2.0)
        })
            Assert.Equal(c * ratio, tuning[key], 1e-9);
        Assert.Equal(tuning[60], tuning[61]);   // unmapped: as the tuned key below
        Assert.Equal(440, tuning[69], 1e-9);
    }

    [Fact]
    public void Bohlen_Pierce_repeats_at_the_twelfth()
    {
        string bohlenPierce = "Bohlen-Pierce\n13\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => FormattableString.Invariant($" {1200 * Math.Log2(3) * i / 13:F9}\n")))
            + "3/1\n";
        KeyTuning tuning = KeyTuning.FromScala(ScalaScale.Parse(bohlenPierce), ScalaMapping.Parse("0\n0\n127\n60\n60\n261.6255653\n0\n"));
        for (int key = 40; key < 90; key++)
        {
            Assert.Equal(261.6255653 * Math.Pow(3, (key - 60) / 13.0), tuning[key], tuning[key] * 1e-9);
            Assert.Equal(3, tuning[key + 13] / tuning[key], 1e-9);
        }
    }

    [Fact]
    public void Keys_outside_the_mapping_take_the_nearest_and_frequencies_stay_in_range()
    {
        KeyTuning tuning = KeyTuning.FromScala(ScalaScale.Parse(TwelveEqual), ScalaMapping.Parse("0\n60\n72\n60\n69\n440\n0"));
        Assert.Equal(tuning[60], tuning[0]);
        Assert.Equal(tuning[72], tuning[127]);
        KeyTuning wide = KeyTuning.FromScala(ScalaScale.Parse("wide\n1\n16/1\n"));
        Assert.Equal((1, 96_000), (wide[0], wide[127]));
    }

    [Fact]
    public void Missing_entries_of_a_mapping_are_unmapped_and_degrees_may_pass_the_scale()
    {
        KeyTuning tuning =
            KeyTuning.FromScala(ScalaScale.Parse("octave\n1\n2/1\n"), ScalaMapping.Parse("3\n0\n127\n60\n60\n100\n2\n0\n1\n"));
        Assert.Equal([100.0, 200, 200, 400, 800], tuning.Frequencies[60..65].ToArray().Select(f => Math.Round(f, 9)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("! only a comment\n", 2)]
    [InlineData("name\n", 2)]
    [InlineData("name\n0\n", 2)]
    [InlineData("name\ntwo\n", 2)]
    [InlineData("name\n2\n!\n3/2\n", 5)]
    [InlineData("name\n1\n3/0\n", 3)]
    [InlineData("name\n1\n-3/2\n", 3)]
    [InlineData("name\n1\n1e3\n", 3)]
    [InlineData("name\n1\n7.0.0\n", 3)]
    [InlineData("name\n1\n99999999.0\n", 3)]
    [InlineData("name\n1\n\n", 3)]
    public void A_bad_scale_is_refused_at_its_line(string text, int line) =>
        Assert.Equal(line, Assert.Throws<ScalaFormatException>(() => ScalaScale.Parse(text)).Line);

    [Theory]
    [InlineData("", 1)]
    [InlineData("-1\n", 1)]
    [InlineData("0\n0\n128\n", 3)]
    [InlineData("0\n50\n40\n", 3)]
    [InlineData("0\n0\n127\n60\n69\nfast\n0\n", 6)]
    [InlineData("0\n0\n127\n60\n69\n0\n0\n", 6)]
    [InlineData("0\n0\n127\n60\n69\n440\n", 7)]
    [InlineData("1\n0\n127\n60\n69\n440\n1\n! y\ny\n", 9)]
    [InlineData("2\n0\n127\n60\n61\n440\n1\n0\nx\n", 5)]
    public void A_bad_mapping_is_refused_at_its_line(string text, int line) =>
        Assert.Equal(line, Assert.Throws<ScalaFormatException>(() => ScalaMapping.Parse(text)).Line);

    [Fact]
    public void Random_texts_throw_nothing_else()
    {
        const string letters = "0123456789./x!- \n\r\tE,";
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => letters[random.Next(letters.Length)]));
            string scale = round % 2 == 0 ? text : "a\n2\n" + text, mapping = round % 2 == 0 ? text : "3\n0\n127\n60\n69\n440\n1\n" + text;
            try
            {
                KeyTuning.FromScala(ScalaScale.Parse(scale));
            }
            catch (ScalaFormatException)
            {
            }
            try
            {
                KeyTuning.FromScala(ScalaScale.Parse(Just), ScalaMapping.Parse(mapping));
            }
            catch (ScalaFormatException)
            {
            }
        }
    }

    [Fact]
    public void The_stretched_tuning_follows_its_curve()
    {
        KeyTuning stretched = KeyTuning.Stretched(), equal = KeyTuning.Equal();
        double Cents(int key) => 1200 * Math.Log2(stretched[key] / equal[key]);
        foreach ((int k,
            double cents) in new[] { (0, -16.0), (3, -15), (15, -4), (21, -2), (27, 0), (39, -1), (48, 0), (63, 6), (75, 14), (87, 25) })
            Assert.Equal(cents, Cents(21 + k), 1e-9);
        Assert.Equal(440, stretched[69], 1e-9);
        Assert.Equal(-16 - 21 / 3.0, Cents(0), 1e-9);
        Assert.Equal(25 + 19 * 11 / 12.0, Cents(127), 1e-9);
        for (int key = 1; key < 128; key++)
            Assert.True(stretched[key] > stretched[key - 1]);
    }
}
