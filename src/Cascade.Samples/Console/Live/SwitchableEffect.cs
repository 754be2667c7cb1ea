using Cascade.Dsp.Effects;
using Cascade.Dsp.Parameters;

namespace Cascade.Samples.Console.Live;

/// <summary>An effect that can be switched on and off while it plays, from any thread, without a click.</summary>
/// <remarks>
/// Between dry and wet lies a straight fade of 20 ms. The dry way is as late as the effect, so that nothing moves in time. While it is on, the bits are the effect's own;
/// while it is off, the effect rests and has forgotten what it heard.
/// </remarks>
public sealed class SwitchableEffect : IEffect
{
    private const int Piece = 32;
    private const double FadeSeconds = 0.02;

    private readonly IEffect _effect;
    private readonly float[] _dryLeft = new float[Piece], _dryRight = new float[Piece];
    private float[] _pastLeft = [], _pastRight = [];
    private int _isOn;
    private float _wet, _step;

    /// <summary>Makes a switch around an effect, which belongs to it from now on.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="effect">The effect.</param>
    /// <param name="isOn">How it begins.</param>
    public SwitchableEffect(string name, IEffect effect, bool isOn)
    {
        Name = name;
        _effect = effect;
        IsOn = isOn;
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>On or off; may be set from any thread and counts from the next block on.</summary>
    public bool IsOn
    {
        get => Volatile.Read(ref _isOn) != 0;
        set => Volatile.Write(ref _isOn, value ? 1 : 0);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<ParameterInfo> Parameters => _effect.Parameters;

    /// <inheritdoc/>
    public int LatencySamples => _effect.LatencySamples;

    /// <inheritdoc/>
    public int TailSamples => IsOn ? _effect.TailSamples : 0;

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _effect.Prepare(sampleRate);
        _step = (float)(1 / (FadeSeconds * sampleRate));
        _pastLeft = new float[LatencySamples + Piece];
        _pastRight = new float[LatencySamples + Piece];
        bool isOn = IsOn;
        Span<float> left = stackalloc float[Piece], right = stackalloc float[Piece];
        for (int i = 0; i < 4; i++)
        {
            IsOn = i % 2 == 0;
            _wet = i / 2;
            Process(left, right);
            _wet = 0.5f;
            Process(left, right);
        }
        IsOn = isOn;
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _effect.Reset();
        Array.Clear(_pastLeft);
        Array.Clear(_pastRight);
        _wet = IsOn ? 1 : 0;
    }

    /// <inheritdoc/>
    public void SetParameter(int index, float value) => _effect.SetParameter(index, value);

    /// <inheritdoc/>
    public void Process(Span<float> left, Span<float> right)
    {
        for (int done = 0; done < left.Length; done += Piece)
        {
            int count = Math.Min(Piece, left.Length - done);
            ProcessPiece(left.Slice(done, count), right.Slice(done, count));
        }
    }

    private void ProcessPiece(Span<float> left, Span<float> right)
    {
        Span<float> dryLeft = _dryLeft.AsSpan(0, left.Length), dryRight = _dryRight.AsSpan(0, left.Length);
        DelayDry(_pastLeft, left, dryLeft);
        DelayDry(_pastRight, right, dryRight);
        float target = IsOn ? 1 : 0;
        if (_wet != 0 || target != 0)
            _effect.Process(left, right);
        if (_wet == 1 && target == 1)
            return;
        if (_wet == target)
        {
            dryLeft.CopyTo(left);
            dryRight.CopyTo(right);
            return;
        }
        for (int i = 0; i < left.Length; i++)
        {
            _wet = target == 1 ? Math.Min(1, _wet + _step) : Math.Max(0, _wet - _step);
            left[i] = dryLeft[i] + _wet * (left[i] - dryLeft[i]);
            right[i] = dryRight[i] + _wet * (right[i] - dryRight[i]);
        }
        if (_wet == 0)
            _effect.Reset();
    }

    private void DelayDry(float[] past, ReadOnlySpan<float> input, Span<float> output)
    {
        int latency = LatencySamples;
        input.CopyTo(past.AsSpan(latency));
        past.AsSpan(0, input.Length).CopyTo(output);
        past.AsSpan(input.Length, latency).CopyTo(past);
    }
}
