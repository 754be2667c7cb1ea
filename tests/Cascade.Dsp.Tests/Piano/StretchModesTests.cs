using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Piano;

public sealed class StretchModesTests
{
    // At velocity 76, whatever the blow's spectrum: all phantoms together, and the longitudinal mode, against all partials.
    [Theory]
    [InlineData(21, -30, -34)]
    [InlineData(36, -32, -34)]
    [InlineData(57, -38, -45.5)]
    public void They_are_as_loud_against_the_strings_as_the_curves_say(int key, double phantoms, double longitudinal)
    {
        var strings = new StringModel(PianoTables.Grand, key, StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key), 48_000);
        foreach (double fall in new[] { 0.5, 1, 2 })
        {
            double[] spectrum = [.. Enumerable.Range(1, strings.Frequencies.Length).Select(n => 3 * Math.Pow(n, -fall))];
            var room = new Mode[StretchModes.Most];
            Mode[] modes = room[..StretchModes.Add(key, strings, spectrum, 1, 20_000, room)];
            double total = strings.Strengths.ToArray().Zip(spectrum, (strength, force) => Math.Pow(strength * force, 2)).Sum();
            Assert.Equal(phantoms, 10 * Math.Log10(modes[..^1].Sum(Power) / total), 0.01);
            Assert.Equal(longitudinal, 10 * Math.Log10(Power(modes[^1]) / total), 0.01);

            double Power(Mode mode) => Math.Pow(mode.Strength * spectrum[mode.Partial] * spectrum[mode.Second], 2);
        }
    }
}
