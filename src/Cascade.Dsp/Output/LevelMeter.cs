using System;

namespace Cascade.Dsp.Output;

/// <summary>Measures a channel piece by piece. Allocates nothing.</summary>
internal struct LevelMeter
{
    private float _peak;
    private double _squares;
    private long _samples;

    public long Clipped { get; private set; }

    public readonly Level Level => new(_peak, _samples == 0 ? 0 : (float)Math.Sqrt(_squares / _samples));

    public void Add(ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty)
            return;
        _peak = Math.Max(_peak, Magnitudes.Largest(samples));
        _squares += Magnitudes.Squares(samples);
        _samples += samples.Length;
        Clipped += Pcm.CountBeyondFullScale(samples);
    }
}
