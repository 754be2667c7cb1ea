using System.Numerics;

namespace Cascade.GeneralMidi.Figures;

/// <summary>Third-octave levels of spans of sound; for one thread.</summary>
/// <param name="longest">So many samples of a span are looked at, those in its middle.</param>
internal sealed class Spectra(int longest = int.MaxValue)
{
    private const int Shortest = 8_192;

    private readonly Dictionary<int, (Spectrum Spectrum, int[] Band)> _sizes = [];
    private double[] _input = [], _powers = [];

    /// <summary>The level of every band, in dB.</summary>
    /// <param name="span">The sound.</param>
    /// <param name="taper">As long, or longer.</param>
    /// <param name="levels">By band.</param>
    public void Measure(ReadOnlySpan<float> span, double[] taper, Span<double> levels)
    {
        int skip = Math.Max(0, (span.Length - longest) / 2);
        span = span.Slice(skip, Math.Min(span.Length, longest));
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Shortest, span.Length));
        (Spectrum spectrum, int[] band) = For(size);
        Span<double> input = _input.AsSpan(0, span.Length), powers = _powers.AsSpan(0, size / 2);
        for (int i = 0; i < span.Length; i++)
            input[i] = span[i] * taper[i + skip];
        spectrum.Powers(input, powers);
        levels.Clear();
        for (int bin = 1; bin < powers.Length; bin++)
            if (band[bin] >= 0)
                levels[band[bin]] += powers[bin];
        foreach (ref double level in levels)
            level = 10 * Math.Log10(level * 2 / Math.Max(1, span.Length) / size + 1e-20);
    }

    private (Spectrum, int[]) For(int size)
    {
        if (_sizes.TryGetValue(size, out var found))
            return found;
        if (_input.Length < size)
            (_input, _powers) = (new double[size], new double[size / 2]);
        var bands = new int[size / 2];
        for (int bin = 0; bin < bands.Length; bin++)
            bands[bin] = bin == 0 ? -1 : Picture.BandOf((double)bin * Note.Rate / size);
        return _sizes[size] = (new Spectrum(size), bands);
    }
}
