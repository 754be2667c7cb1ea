namespace Cascade.GeneralMidi.Figures;

/// <summary>Fourier transforms of real signals whose length is a power of two.</summary>
internal sealed class Spectrum
{
    private readonly int _half;
    private readonly double[] _cos, _sin;
    private readonly int[] _swap;
    private readonly double[] _re, _im;

    /// <summary>Makes tables for one length; used by one thread.</summary>
    public Spectrum(int length)
    {
        _half = length / 2;
        _cos = new double[_half];
        _sin = new double[_half];
        for (int i = 0; i < _half; i++)
            (_sin[i], _cos[i]) = Math.SinCos(-Math.PI * i / _half);
        _swap = new int[_half];
        for (int i = 1; i < _half; i++)
            _swap[i] = _swap[i >> 1] >> 1 | ((i & 1) * (_half >> 1));
        _re = new double[_half];
        _im = new double[_half];
    }

    /// <summary>The squared magnitudes of bins 0 to half the length less one.</summary>
    /// <param name="input">The signal; zeros follow where it is shorter.</param>
    /// <param name="powers">Half the length.</param>
    public void Powers(ReadOnlySpan<double> input, Span<double> powers)
    {
        Array.Clear(_re);
        Array.Clear(_im);
        for (int i = 0; 2 * i < input.Length; i++)
        {
            _re[_swap[i]] = input[2 * i];
            _im[_swap[i]] = 2 * i + 1 < input.Length ? input[2 * i + 1] : 0;
        }
        for (int size = 2; size <= _half; size *= 2)
            Butterflies(size, _half / size * 2);
        powers[0] = 0;
        for (int k = 1; k < _half; k++)
        {
            double evenRe = (_re[k] + _re[_half - k]) / 2, evenIm = (_im[k] - _im[_half - k]) / 2;
            double oddRe = (_im[k] + _im[_half - k]) / 2, oddIm = (_re[_half - k] - _re[k]) / 2;
            double re = evenRe + oddRe * _cos[k] - oddIm * _sin[k], im = evenIm + oddRe * _sin[k] + oddIm * _cos[k];
            powers[k] = re * re + im * im;
        }
    }

    private void Butterflies(int size, int step)
    {
        double[] re = _re, im = _im;
        for (int start = 0; start < _half; start += size)
            for (int i = 0, a = start, b = start + size / 2; i < size / 2; i++, a++, b++)
            {
                double c = _cos[i * step], s = _sin[i * step];
                double x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
                (re[b], im[b]) = (re[a] - x, im[a] - y);
                (re[a], im[a]) = (re[a] + x, im[a] + y);
            }
    }
}
