using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A stereo effect that works in place. Every effect has <see cref="Bypass"/> and <see cref="Mix"/>.</summary>
/// <remarks>
/// To make one's own: pass the parameters to the constructor, allocate in <c>Setup</c>, and write the sound of the effect alone in
/// <see cref="Run"/>.
/// The base adds bypass and mix, with the sound itself delayed by <see cref="LatencyFrames"/>, so that both always lie at the same time.
/// <para>Bypassing fades over within 20 ms to the sound itself; from then on the effect costs nothing, and when it is put back it begins
/// from silence.</para>
/// </remarks>
/// <example><code>
/// public sealed class Gain : Effect
/// {
///     public static Parameter Level { get; } = new("level", Unit.Decibels, -60, 12, 0);
///     public Gain() : base("gain", Level) { }
///     public override int LatencyFrames =&gt; 0;
///     public override int TailFrames =&gt; 0;
///     ...
/// }
/// </code></example>
public abstract class Effect : Device
{
    private const float FadeTime = 0.02f;
    private const int Piece = 32, Filled = 1 << 20, FirstOwn = 2, WarmRounds = 96;

    private readonly Ramp _on = new(1, FadeTime), _mix = new(1, FadeTime);
    private readonly float[] _dryLeft = new float[Piece], _dryRight = new float[Piece];
    private float[] _leftLine = [], _rightLine = [];
    private int _at, _filled;
    private bool _isOut, _isFresh = true;

    // Nothing but the effect is heard until bypass or mix move again.
    private bool _isAlone;

    /// <summary>Makes an effect.</summary>
    /// <param name="kind">The name of its kind, in small letters: "chorus".</param>
    /// <param name="parameters">Its parameters beside <see cref="Bypass"/> and <see cref="Mix"/>.</param>
    /// <exception cref="ArgumentException">The kind is empty, or two parameters have the same id.</exception>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    protected Effect(string kind, params ReadOnlySpan<Parameter> parameters) : base(kind, [Bypass, Mix, .. parameters])
    {
    }

    /// <summary>Makes an effect with the settings of a patch.</summary>
    /// <param name="kind">The name of its kind, in small letters: "chorus".</param>
    /// <param name="patch">The settings; null for the defaults.</param>
    /// <param name="mix">The value of <see cref="Mix"/> that the effect has by default.</param>
    /// <param name="parameters">Its parameters beside <see cref="Bypass"/> and <see cref="Mix"/>.</param>
    /// <exception cref="ArgumentException">The patch is for another kind of effect, or has a value for a parameter that is
    /// unknown.</exception>
    protected Effect(string kind, EffectPatch? patch, float mix, params ReadOnlySpan<Parameter> parameters) : this(kind, parameters)
    {
        Parameters.Start(Mix, mix);
        if (patch is null)
            return;
        if (patch.Effect != kind)
            throw new ArgumentException($"The patch '{patch.Name}' is for the effect '{patch.Effect}', not for '{kind}'.", nameof(patch));
        ParameterValues.Start(Parameters, patch.Values);
    }

    /// <summary>On: the sound passes unchanged, only later by <see cref="LatencyFrames"/>.</summary>
    public static Parameter Bypass { get; } = Parameter.Switch("bypass");

    /// <summary>0 the sound alone to 1 the effect alone.</summary>
    public static Parameter Mix { get; } = new("mix", Unit.Ratio, 0, 1, 1);

    /// <summary>How many frames the output lies behind the input; constant after <c>Prepare</c>.</summary>
    public abstract int LatencyFrames { get; }

    /// <summary>How many frames the output may sound on after the input has ended, at the present parameters.</summary>
    public abstract int TailFrames { get; }

    /// <summary>True for an effect that keeps its output under a ceiling: the engine's gain comes before it.</summary>
    public virtual bool IsLimiter => false;

    /// <summary>True for an effect that mixes by a law of its own: <see cref="Run"/> then gives the sound and the effect
    /// together.</summary>
    protected virtual bool MixesItself => false;

    /// <summary>The gain at a frequency once all parameters have arrived: what a sine of it is multiplied by. For drawing; any thread may
    /// ask.</summary>
    /// <param name="frequency">In Hz, 0 to half the sample rate.</param>
    /// <returns>The factor, or NaN for an effect that has no such curve: one that moves, echoes or limits.</returns>
    public virtual double Response(double frequency) => double.NaN;

    /// <summary>Processes a block in place. Any split of the sound into calls gives the same samples.</summary>
    /// <param name="left">Any number of frames; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    /// <exception cref="InvalidOperationException">The effect is not prepared.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Process(Span<float> left, Span<float> right)
    {
        if (_isAlone && left.Length == right.Length)
            Run(left, right);
        else
            ProcessMixed(left, right);
    }

    /// <summary>Processes a block in place: the sound of the effect alone.</summary>
    /// <param name="left">Any number of frames; the engine gives 32.</param>
    /// <param name="right">As many.</param>
    protected abstract void Run(Span<float> left, Span<float> right);

    /// <summary>Falls silent and takes the present parameters at once, as <c>Clear</c>, but for bypass and mix.</summary>
    protected abstract void Silence();

    /// <inheritdoc cref="Device.Moved"/>
    protected virtual void ParameterMoved(Parameter parameter)
    {
    }

    /// <summary>Runs what <see cref="Warm"/>'s sound, silence and moves of all parameters do not reach.</summary>
    protected virtual void WarmRest()
    {
    }

    /// <inheritdoc/>
    protected sealed override void Clear()
    {
        if (_leftLine.Length != LatencyFrames)
            (_leftLine, _rightLine) = (new float[LatencyFrames], new float[LatencyFrames]);
        Array.Clear(_leftLine);
        Array.Clear(_rightLine);
        _at = _filled = 0;
        _on.Prepare(Settings.SampleRate);
        _mix.Prepare(Settings.SampleRate);
        Silence();
        Jump();
        _isFresh = true;
    }

    /// <inheritdoc/>
    protected sealed override void Moved(Parameter parameter)
    {
        if (ReferenceEquals(parameter, Bypass) || (ReferenceEquals(parameter, Mix) && !MixesItself))
        {
            if (_isFresh)
                Jump();
            else
                Aim();
            return;
        }
        ParameterMoved(parameter);
    }

    // Sound, silence, and all parameters at both ends.
    /// <inheritdoc/>
    protected sealed override void Warm()
    {
        Span<float> left = stackalloc float[Piece], right = stackalloc float[Piece];
        for (int round = 0; round < WarmRounds; round++)
        {
            left.Fill(round % 8 < 6 ? 0.9f : 0);
            right.Fill(round % 8 < 6 ? -4 : 0);
            int first = round % Piece;
            for (int place = FirstOwn; place < Parameters.Count && round is > 4 and < WarmRounds / 2; place++)
            {
                // Each at its own pace, so that all meet at both ends; choices one by one.
                int end = (round / (1 + place % 4) + place) % 3;
                Parameter moved = Parameters[place];
                float choice = moved.Minimum + round % (moved.Maximum - moved.Minimum + 1);
                Move(place, moved.Kind == ParameterKind.Choice ? choice : end == 0 ? moved.Maximum : end == 1 ? moved.Minimum : float.NaN);
            }
            if (round > WarmRounds - 16)
                Move(round % FirstOwn, round % 3 * 0.5f);
            Process(left[..first], right[..first]);
            Process(left[first..], right[first..]);
        }
        Parameters.Restore();
        Clear();
        WarmRest();
    }

    /// <summary>Falls silent at once, with parameters as they are. For the audio thread, where nothing of it is heard.</summary>
    internal void Quiet() => Silence();

    // With what goes in, while bypass or mix say so.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProcessMixed(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        _ = Settings;
        _isFresh &= left.IsEmpty;
        _isAlone = !_isFresh && !_isOut && IsWhole;
        if (_isAlone)
        {
            Run(left, right);
            return;
        }
        for (int done = 0; done < left.Length; done += Piece)
        {
            int count = Math.Min(Piece, left.Length - done);
            Blend(left.Slice(done, count), right.Slice(done, count));
        }
    }

    // The effect alone is heard.
    private bool IsWhole => !_on.IsMoving && !_mix.IsMoving && _on.Value == 1 && _mix.Value == 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Jump()
    {
        Target();
        _on.Reset();
        _mix.Reset();
        _isOut = _on.Value == 0;
        _filled = Filled;
    }

    // Compiled once and whole: what one of its branches alone calls would else be compiled on the audio thread.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Aim()
    {
        if (_isOut)
        {
            Target();
            _mix.Reset();
            _isOut = _on.Target == 0;
            if (!_isOut)
                Silence();
            return;
        }
        if (IsWhole)
            _filled = 0;
        Target();
    }

    private void Target()
    {
        _isAlone = false;
        _on.MoveTo(Parameters[Bypass] != 0 ? 0 : 1);
        _mix.MoveTo(MixesItself ? 1 : Parameters[Mix]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Blend(Span<float> left, Span<float> right)
    {
        int latency = _leftLine.Length;
        Span<float> dryLeft = _dryLeft.AsSpan(0, left.Length), dryRight = _dryRight.AsSpan(0, left.Length);
        for (int i = 0; i < left.Length; i++)
        {
            (dryLeft[i], dryRight[i]) = (left[i], right[i]);
            if (latency == 0)
                continue;
            (dryLeft[i], _leftLine[_at]) = (_leftLine[_at], left[i]);
            (dryRight[i], _rightLine[_at]) = (_rightLine[_at], right[i]);
            _at = _at + 1 == latency ? 0 : _at + 1;
        }
        if (_isOut)
        {
            dryLeft.CopyTo(left);
            dryRight.CopyTo(right);
            return;
        }
        Run(left, right);
        for (int i = 0; i < left.Length; i++)
        {
            // Until the line is full there is nothing to fade to.
            float on = ++_filled <= latency ? 1 : _on.Next(),
                share = on * on * (3 - 2 * on) * (_filled <= latency ? _mix.Value : _mix.Next());
            // Not dry + 1 * (wet - dry), which rounds: the bits are then the effect's own, wherever the block began.
            if (share == 1)
                continue;
            left[i] = dryLeft[i] + share * (left[i] - dryLeft[i]);
            right[i] = dryRight[i] + share * (right[i] - dryRight[i]);
        }
        _filled = Math.Min(_filled, Filled);
        _isOut = !_on.IsMoving && _on.Value == 0 && _filled > latency;
    }
}
