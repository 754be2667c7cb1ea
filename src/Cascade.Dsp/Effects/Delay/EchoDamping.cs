using System;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Effects;

/// <summary>What one channel's echoes lose each time: below the low cut and above the high cut, 6 dB per octave. A cut that is off changes
/// no bit.</summary>
internal sealed class EchoDamping
{
    private const int Block = 32;

    private readonly OnePole _low = new(OnePoleMode.HighPass), _high = new(OnePoleMode.LowPass);
    private readonly Ramp _lowShare = new(0, 0.02f), _highShare = new(0, 0.02f);
    private readonly float[] _filtered = new float[Block];

    /// <summary>Sets the sample rate in Hz and resets.</summary>
    public void Prepare(int sampleRate)
    {
        _low.Prepare(sampleRate);
        _high.Prepare(sampleRate);
        _lowShare.Prepare(sampleRate);
        _highShare.Prepare(sampleRate);
    }

    /// <summary>Back to silence, the cuts where they are going.</summary>
    public void Reset()
    {
        _low.Reset();
        _high.Reset();
        _lowShare.Reset();
        _highShare.Reset();
    }

    /// <summary>Moves the cuts, without a click.</summary>
    /// <param name="low">In Hz.</param>
    /// <param name="cutsLow">False turns it off.</param>
    /// <param name="high">In Hz.</param>
    /// <param name="cutsHigh">False turns it off.</param>
    public void Set(float low, bool cutsLow, float high, bool cutsHigh)
    {
        _low.Cutoff = low;
        _high.Cutoff = high;
        _lowShare.MoveTo(cutsLow ? 1 : 0);
        _highShare.MoveTo(cutsHigh ? 1 : 0);
    }

    /// <summary>Damps up to 32 samples.</summary>
    /// <param name="samples">Changed in place.</param>
    public void Process(Span<float> samples)
    {
        Cut(_low, _lowShare, samples);
        Cut(_high, _highShare, samples);
    }

    // The filter runs even while it is off, so that it is in step when it is faded in.
    private void Cut(OnePole filter, Ramp share, Span<float> samples)
    {
        Span<float> filtered = _filtered.AsSpan(0, samples.Length);
        filter.Process(samples, filtered);
        if (!share.IsMoving)
        {
            if (share.Value == 1)
                filtered.CopyTo(samples);
            return;
        }
        for (int i = 0; i < samples.Length; i++)
        {
            float filteredShare = share.Next();
            samples[i] = filteredShare * filtered[i] + (1 - filteredShare) * samples[i];
        }
    }
}
