using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Mixing;

/// <summary>Effects in a row that can be exchanged, added, removed and put in another order while sound passes.</summary>
/// <remarks>
/// <see cref="Exchange"/> prepares the new effects on the calling thread and hands the whole list over; the audio thread takes it at its
/// next block. What stands before the first and after the last difference runs on. Between them the old effects fade into the new ones over
/// 40 ms, both running on the same sound, the new ones for long enough before to have settled. Where an effect stands in both lists at
/// another place, it cannot run twice: the sound then dips between the two for 2 x 20 ms.
/// </remarks>
internal sealed class EffectChain
{
    private const double FadeSeconds = 0.04, SettleSeconds = 0.02;
    private const int Block = Instrument.BlockSize;

    private readonly float[] _left = new float[Block], _right = new float[Block];
    private EngineSettings? _settings;
    private object? _owner;
    private byte _part;

    // The caller's: what was asked for last.
    private Effect[] _wanted;
    private int _slots;

    // From the caller to the audio thread.
    private Effect[]? _pending;

    // The audio thread's.
    private Effect[] _current, _next = [];
    private int _prefix, _suffix, _settling;
    private bool _isMoving, _dips, _isSecondHalf;
    private Fade _fade;

    public EffectChain(ReadOnlySpan<Effect> effects)
    {
        foreach (Effect effect in effects)
            ArgumentNullException.ThrowIfNull(effect, nameof(effects));
        _wanted = _current = effects.ToArray();
    }

    /// <summary>The effects as asked for last.</summary>
    public Effect[] Effects => _wanted;

    /// <summary>True while an exchange waits or fades.</summary>
    public bool IsExchanging => Volatile.Read(ref _pending) is not null || Volatile.Read(ref _isMoving);

    public int LatencyFrames
    {
        get
        {
            int latency = 0;
            foreach (Effect effect in _wanted)
                latency += effect.LatencyFrames;
            return latency;
        }
    }

    public long TailFrames
    {
        get
        {
            long tail = 0;
            foreach (Effect effect in _wanted)
                tail += effect.Get(Effect.Bypass) != 0 ? 0 : effect.TailFrames;
            return tail;
        }
    }

    public void Attach(object owner, byte part)
    {
        (_owner, _part) = (owner, part);
        foreach (Effect effect in _wanted)
            effect.Attach(owner, part, (byte)++_slots);
    }

    public void Detach()
    {
        _owner = null;
        foreach (Effect effect in _wanted)
            effect.Detach();
    }

    public void Prepare(EngineSettings settings)
    {
        _settings = settings;
        foreach (Effect effect in _wanted)
            effect.Prepare(settings);
    }

    /// <summary>Runs every path once, with effects of its own.</summary>
    public static void Warm(EngineSettings settings)
    {
        var chain = new EffectChain([new Thru()]);
        chain.Attach(chain, 0);
        chain.Prepare(settings);
        Span<float> left = stackalloc float[Block], right = stackalloc float[Block];
        for (int round = 0; round < 3; round++)
        {
            Effect[] effects = round == 1 ? [new Thru(), chain._wanted[0]] : [new Thru()];
            chain.Exchange(effects);
            for (int block = 0; block < 6 * FadeSeconds * settings.SampleRate / Block; block++)
                chain.Process(left, right, null);
        }
        chain.Exchange([chain._wanted[0], new Thru()]);
        chain.Process(left, right, new Ramp(2));
        chain.Exchange([chain._wanted[1], chain._wanted[0]]);
        for (int block = 0; block < 6 * FadeSeconds * settings.SampleRate / Block; block++)
            chain.Process(left, right, null);
        chain.Find(1);
        chain.Reset();
    }

    /// <summary>The effect of a slot number, or null. For the audio thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Effect? Find(byte slot)
    {
        foreach (Effect effect in _isMoving ? _next : _current)
            if (effect.Slot == slot)
                return effect;
        return null;
    }

    /// <summary>Puts other effects in the place of these. Prepares and allocates; for one thread at a time, not the audio thread.</summary>
    /// <exception cref="InvalidOperationException">An effect is in use elsewhere, or stands twice in the list.</exception>
    public void Exchange(ReadOnlySpan<Effect> effects)
    {
        Effect[] wanted = effects.ToArray(), before = _wanted;
        for (int i = 0; i < wanted.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(wanted[i], nameof(effects));
            if (Array.IndexOf(wanted, wanted[i]) != i)
                throw new InvalidOperationException($"The {wanted[i].Kind} stands twice in the list.");
            if (Array.IndexOf(before, wanted[i]) < 0 && wanted[i].Owner is not null)
                throw new InvalidOperationException(
                    $"The {wanted[i].Kind} is in use already: a device belongs to one engine and one place.");
        }
        foreach (Effect effect in wanted)
        {
            if (Array.IndexOf(before, effect) >= 0)
                continue;
            if (_owner is { } owner)
                effect.Attach(owner, _part, FreeSlot());
            if (_settings is { } settings)
                effect.Prepare(settings);
        }
        _wanted = wanted;
        // What waited and was never heard goes back at once.
        if (Interlocked.Exchange(ref _pending, wanted) is { } skipped)
            foreach (Effect effect in skipped)
                if (Array.IndexOf(wanted, effect) < 0 && Array.IndexOf(_current, effect) < 0 && Array.IndexOf(_next, effect) < 0)
                    effect.Detach();
    }

    /// <summary>Passes a block through the effects.</summary>
    /// <param name="left">In place.</param>
    /// <param name="right">In place.</param>
    /// <param name="gain">A gain that comes before the last limiter, or after all effects if there is none; or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> left, Span<float> right, Ramp? gain)
    {
        if (!_isMoving && Volatile.Read(ref _pending) is not null)
            Begin();
        if (gain is { IsUnity: true })
            gain = null;
        int limiter = gain is null ? -1 : LimiterPlace();
        if (!_isMoving)
        {
            Run(_current, 0, _current.Length, left, right, limiter, gain);
            if (limiter == _current.Length)
                gain?.Scale(left, right);
            return;
        }
        Run(_current, 0, _prefix, left, right, limiter, gain);
        if (limiter >= _prefix && limiter < _current.Length - _suffix)
            gain?.Scale(left, right);
        if (_dips)
            Dip(left, right);
        else
            Cross(left, right);
        Run(_current, _current.Length - _suffix, _current.Length, left, right, limiter, gain);
        if (limiter == _current.Length)
            gain?.Scale(left, right);
        if (!_fade.IsMoving && _settling <= 0 && (!_dips || _isSecondHalf))
            Finish();
    }

    /// <summary>Silent, all parameters as at the start; an exchange is done.</summary>
    public void Reset()
    {
        if (!_isMoving && Volatile.Read(ref _pending) is not null)
            Begin();
        if (_isMoving)
            Finish();
        foreach (Effect effect in _current)
            effect.Reset();
    }

    private static void Run(Effect[] effects, int from, int to, Span<float> left, Span<float> right, int limiter, Ramp? gain)
    {
        for (int i = from; i < to; i++)
        {
            if (i == limiter)
                gain?.Scale(left, right);
            effects[i].Process(left, right);
        }
    }

    // A limiter that comes or goes in the middle of an exchange counts as long as it is in the old list.
    private int LimiterPlace()
    {
        for (int i = _current.Length - 1; i >= 0; i--)
            if (_current[i].IsLimiter && _current[i].Get(Effect.Bypass) == 0)
                return i;
        return _current.Length;
    }

    private void Begin()
    {
        Effect[] next = Interlocked.Exchange(ref _pending, null)!;
        int least = Math.Min(_current.Length, next.Length);
        _prefix = _suffix = 0;
        while (_prefix < least && ReferenceEquals(_current[_prefix], next[_prefix]))
            _prefix++;
        while (_suffix < least - _prefix && ReferenceEquals(_current[^(_suffix + 1)], next[^(_suffix + 1)]))
            _suffix++;
        _next = next;
        int rate = _settings!.SampleRate, latency = 0;
        _dips = false;
        for (int i = _prefix; i < next.Length - _suffix; i++)
        {
            latency += next[i].LatencyFrames;
            _dips |= Array.IndexOf(_current, next[i]) >= 0;
        }
        _settling = _dips ? 0 : latency + (int)(SettleSeconds * rate);
        _isSecondHalf = false;
        _fade.Start((int)(_dips ? SettleSeconds * rate : FadeSeconds * rate));
        Volatile.Write(ref _isMoving, true);
    }

    private void Finish()
    {
        for (int i = _prefix; i < _current.Length - _suffix; i++)
            if (Array.IndexOf(_next, _current[i]) < 0)
                _current[i].Detach();
        _current = _next;
        _next = [];
        Volatile.Write(ref _isMoving, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cross(Span<float> left, Span<float> right)
    {
        left.CopyTo(_left);
        right.CopyTo(_right);
        for (int i = _prefix; i < _current.Length - _suffix; i++)
            _current[i].Process(left, right);
        for (int i = _prefix; i < _next.Length - _suffix; i++)
            _next[i].Process(_left, _right);
        _settling -= left.Length;
        if (_settling > 0)
            return;
        for (int i = 0; i < left.Length; i++)
        {
            float share = _fade.Next();
            left[i] += share * (_left[i] - left[i]);
            right[i] += share * (_right[i] - right[i]);
        }
    }

    // Down with the old order, and up with the new one: what goes in too, as it would be heard later of an echo or a reverb.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dip(Span<float> left, Span<float> right)
    {
        Span<float> levels = stackalloc float[Block];
        Effect[] effects = _isSecondHalf ? _next : _current;
        for (int i = 0; i < left.Length; i++)
        {
            float share = _fade.Next();
            levels[i] = _isSecondHalf ? share : 1 - share;
        }
        Scale(left, right, levels);
        for (int i = _prefix; i < effects.Length - _suffix; i++)
            effects[i].Process(left, right);
        Scale(left, right, levels);
        if (_isSecondHalf || _fade.IsMoving)
            return;
        _isSecondHalf = true;
        // An effect that goes on ringing at another place would step into those behind it.
        for (int i = _prefix; i < _next.Length - _suffix; i++)
            _next[i].Quiet();
        _fade.Start((int)(SettleSeconds * _settings!.SampleRate));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<float> left, Span<float> right, ReadOnlySpan<float> levels)
    {
        for (int i = 0; i < left.Length; i++)
        {
            left[i] *= levels[i];
            right[i] *= levels[i];
        }
    }

    private byte FreeSlot()
    {
        while (true)
        {
            _slots = _slots % 250 + 1;
            if (!IsTaken((byte)_slots))
                return (byte)_slots;
        }
    }

    private bool IsTaken(byte slot)
    {
        foreach (Effect effect in _wanted)
            if (effect.Slot == slot)
                return true;
        return false;
    }

    private sealed class Thru() : Effect("thru")
    {
        public override int LatencyFrames => 0;

        public override int TailFrames => 0;

        protected override void Setup(EngineSettings settings)
        {
        }

        protected override void Silence()
        {
        }

        protected override void Run(Span<float> left, Span<float> right)
        {
        }
    }
}
