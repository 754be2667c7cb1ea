using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Mixing;

/// <summary>The place of an instrument that can be exchanged while it plays.</summary>
/// <remarks>The one that comes is prepared on the calling thread, gets the controllers, programs and bends that hold, and all notes from
/// then on. The one before keeps its notes and fades out in 250 ms. Up to four fade at once; a fifth exchange waits for a place.</remarks>
internal sealed class InstrumentSlot
{
    private const double FadeSeconds = 0.25;
    private const int Block = Instrument.BlockSize, MostFading = 4;

    private readonly ChaseState _channels = new([]), _start = new([]);

    // For each key a bit for every channel that has it down.
    private readonly ushort[] _holders = new ushort[128];
    private readonly Instrument?[] _fading = new Instrument?[MostFading];
    private readonly Fade[] _fades = new Fade[MostFading];
    private readonly float[] _left = new float[Block], _right = new float[Block];
    private EngineSettings? _settings;
    private object? _owner;
    private byte _part;
    private Instrument _wanted, _current;
    private Instrument? _pending;
    private long _ignoredBefore;
    private ulong _lowKeys, _highKeys;
    private int _countFading;

    public InstrumentSlot(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        _wanted = _current = instrument;
    }

    /// <summary>The instrument as asked for last.</summary>
    public Instrument Instrument => _wanted;

    /// <summary>The instrument that gets the notes. For the audio thread.</summary>
    public Instrument Current => _current;

    /// <summary>True while an exchange waits or fades.</summary>
    public bool IsExchanging => Volatile.Read(ref _pending) is not null || Volatile.Read(ref _countFading) > 0;

    public int ActiveVoices
    {
        get
        {
            int voices = _current.ActiveVoices;
            if (_countFading == 0)
                return voices;
            foreach (Instrument? instrument in _fading)
                voices += instrument?.ActiveVoices ?? 0;
            return voices;
        }
    }

    public long IgnoredEvents => _ignoredBefore + _current.IgnoredEvents;

    public void Attach(object owner, byte part)
    {
        (_owner, _part) = (owner, part);
        _wanted.Attach(owner, part, 0);
    }

    public void Detach()
    {
        _owner = null;
        _wanted.Detach();
    }

    public void Prepare(EngineSettings settings)
    {
        _settings = settings;
        _wanted.Prepare(settings);
    }

    /// <summary>Puts another instrument in the place of this one. Prepares and allocates; for one thread at a time, not the audio
    /// thread.</summary>
    /// <exception cref="InvalidOperationException">The instrument is in use elsewhere.</exception>
    public void Exchange(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (_owner is { } owner)
            instrument.Attach(owner, _part, 0);
        if (_settings is { } settings)
            instrument.Prepare(settings);
        _wanted = instrument;
        Interlocked.Exchange(ref _pending, instrument)?.Detach();
    }

    /// <summary>The keys that are down on any channel. Readable from any thread; a moment may show half of a change.</summary>
    public UInt128 HeldKeys => new(Volatile.Read(ref _highKeys), Volatile.Read(ref _lowKeys));

    public void Apply(in EngineEvent e, int offset)
    {
        TakePending();
        Hold(e);
        _channels.Apply(e);
        _current.Apply(e, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        TakePending();
        _current.Render(left, right);
        for (int i = 0; i < MostFading && _countFading > 0; i++)
            if (_fading[i] is { } instrument)
                MixFading(i, instrument, left, right);
    }

    /// <summary>Runs every path once, with instruments of its own.</summary>
    public static void Warm(EngineSettings settings)
    {
        var slot = new InstrumentSlot(new SilentInstrument());
        slot.Attach(slot, 0);
        slot.Prepare(settings);
        Span<float> left = stackalloc float[Block], right = stackalloc float[Block];
        for (int round = 0; round < 3; round++)
        {
            slot.Apply(new EngineEvent(0, EventKind.SystemReset, 0, (ushort)(round + 1), 0), 0);
            slot.Apply(ScaleTunings.Event(0, 0, round, 0.5f, soundingToo: true), 0);
            for (int channel = 0; channel < 2; channel++)
            {
                slot.Apply(EngineEvent.Control(0, 101, 0, channel), 0);
                slot.Apply(EngineEvent.Control(0, 100, 0, channel), 0);
                slot.Apply(EngineEvent.Control(0, 6, 0.5f, channel), 0);
                slot.Apply(EngineEvent.Control(0, 126, 0, channel), 0);
                slot.Apply(EngineEvent.Program(0, round + 1, channel), 0);
                slot.Apply(EngineEvent.PitchBend(0, 0.5f, channel), 0);
                slot.Apply(EngineEvent.NoteOn(0, 60, 0.5f, channel), 0);
                slot.Apply(EngineEvent.NoteOff(0, 60, channel), 0);
                slot.Apply(EngineEvent.Control(0, 123, 0, channel), 0);
            }
            slot.Exchange(new SilentInstrument());
            for (int block = 0; block < 1.5 * FadeSeconds * settings.SampleRate / Block; block++)
                slot.Render(left, right);
        }
        slot.Exchange(new SilentInstrument());
        slot.Reset();
    }

    /// <summary>Silent, as at the start; an exchange is done.</summary>
    public void Reset()
    {
        if (Volatile.Read(ref _pending) is not null)
            TakeNext();
        for (int i = 0; i < MostFading; i++)
            Retire(i);
        _channels.Clear();
        Array.Clear(_holders);
        _lowKeys = _highKeys = 0;
        _ignoredBefore = 0;
        _current.Reset();
    }

    // As soon as there is something to play or render: the next note is the next instrument's.
    private void TakePending()
    {
        if (Volatile.Read(ref _pending) is not null && _countFading < MostFading)
            TakeNext();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Hold(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.NoteOn or EventKind.NoteOff when e.Number < 128:
                Hold(e.Number, e.EndsNotes ? 0 : 1 << e.Channel, e.Channel);
                break;
            case EventKind.Control when e.Number is 120 or >= 123 and <= 127:
            case EventKind.AllNotesOff or EventKind.AllSoundOff:
                for (int key = 0; key < _holders.Length; key++)
                    Hold(key, 0, e.Channel);
                break;
            case EventKind.SystemReset:
                Array.Clear(_holders);
                Volatile.Write(ref _lowKeys, 0);
                Volatile.Write(ref _highKeys, 0);
                break;
        }
    }

    private void Hold(int key, int bit, int channel)
    {
        _holders[key] = (ushort)(_holders[key] & ~(1 << channel) | bit);
        ref ulong keys = ref key < 64 ? ref _lowKeys : ref _highKeys;
        ulong mask = 1ul << (key & 63), wanted = _holders[key] != 0 ? keys | mask : keys & ~mask;
        if (wanted != keys)
            Volatile.Write(ref keys, wanted);
    }

    private void TakeNext()
    {
        Instrument next = Interlocked.Exchange(ref _pending, null)!;
        int place = Array.IndexOf(_fading, null);
        if (place < 0)
            Retire(place = 0);
        _fading[place] = _current;
        _fades[place].Start((int)(FadeSeconds * _settings!.SampleRate));
        _countFading++;
        _ignoredBefore += _current.IgnoredEvents;
        _current = next;
        _start.Clear();
        for (int cursor = 0; _start.TryNextDifference(_channels, ref cursor, 0, out EngineEvent e);)
        {
            _start.Apply(e);
            next.Apply(e, 0);
        }
        _ignoredBefore -= next.IgnoredEvents;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MixFading(int place, Instrument instrument, Span<float> left, Span<float> right)
    {
        instrument.Render(_left, _right);
        for (int i = 0; i < left.Length; i++)
        {
            float gain = 1 - _fades[place].Next();
            left[i] += gain * _left[i];
            right[i] += gain * _right[i];
        }
        if (!_fades[place].IsMoving)
            Retire(place);
    }

    private void Retire(int place)
    {
        if (_fading[place] is not { } instrument)
            return;
        _fading[place] = null;
        Volatile.Write(ref _countFading, _countFading - 1);
        instrument.Detach();
    }
}
