using System;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Midi;

/// <summary>Where each tick of a MIDI file lies in time. Immutable.</summary>
/// <remarks>
/// A tick after tempo changes at ticks t_i lies at the sum of (t_i+1 - t_i) * tempo_i / (ticks per quarter * 10^6) seconds. The sum is kept
/// as a whole number of microsecond-ticks, so that nothing accumulates: every time is the exact one, rounded once. With an SMPTE division
/// tempos are listed but change nothing.
/// </remarks>
public sealed class TempoMap
{
    // A sequence's Duration must be a TimeSpan at every rate: 2^52 samples at 8 kHz are 17,800 years.
    internal const long LastSample = 1L << 52;

    private const long PicosecondsPerSecond = 1_000_000_000_000;

    private readonly TempoChange[] _changes;
    private readonly Int128[] _starts;   // of each change, in units of 1 / _unitsPerSecond s
    private readonly long _unitsPerSecond;
    private readonly int _smpteUnits;    // units of a tick; 0: the tempo is

    /// <summary>Makes a map.</summary>
    /// <param name="division">The length of a tick.</param>
    /// <param name="changes">Tempos in the order of their ticks; where ticks are equal the last one counts.</param>
    /// <exception cref="ArgumentException">The ticks go back, or the division is none (a default value).</exception>
    /// <exception cref="ArgumentOutOfRangeException">A tick is outside 0 to <see cref="MidiEvent.LastTick"/>.</exception>
    public TempoMap(MidiDivision division, params ReadOnlySpan<TempoChange> changes)
    {
        if (division == default)
            throw new ArgumentException("The division is empty.", nameof(division));
        Division = division;
        _smpteUnits = division.FramesPerSecond == 29 ? 1001 : division.IsSmpte ? 1 : 0;
        _unitsPerSecond = division.FramesPerSecond switch
        {
            0 => division.TicksPerQuarter * 1_000_000L,
            29 => 30_000L * division.TicksPerFrame,
            _ => (long)division.FramesPerSecond * division.TicksPerFrame,
        };
        _changes = Distinct(changes);
        _starts = new Int128[_changes.Length];
        for (int i = 1; i < _changes.Length; i++)
            _starts[i] = _starts[i - 1] + (Int128)(_changes[i].Tick - _changes[i - 1].Tick) * UnitsPerTick(i - 1);
    }

    /// <summary>The length of a tick.</summary>
    public MidiDivision Division { get; }

    /// <summary>The tempos in the order of their ticks; the first starts at tick 0, at 120 quarter notes per minute if nothing else is
    /// said.</summary>
    public ImmutableArray<TempoChange> Changes => ImmutableCollectionsMarshal.AsImmutableArray(_changes);

    /// <summary>The tempo at a tick.</summary>
    /// <param name="tick">0 or later.</param>
    public Tempo TempoAt(long tick) => _changes[ChangeAt(tick)].Tempo;

    /// <summary>The time of a tick, in seconds.</summary>
    /// <param name="tick">0 or later.</param>
    public double SecondsAt(long tick) => (double)UnitsAt(tick) / _unitsPerSecond;

    /// <summary>The tick that is nearest to a time; <see cref="MidiEvent.LastTick"/> at most.</summary>
    /// <param name="seconds">In seconds; below 0 and NaN count as 0.</param>
    // In picoseconds, which a double of seconds cannot tell apart from its neighbours for long.
    public long TickAtSeconds(double seconds) =>
        TickOf((Int128)(Math.Clamp(double.IsNaN(seconds) ? 0 : seconds, 0, 1e15) * PicosecondsPerSecond), PicosecondsPerSecond);

    /// <summary>The sample that is nearest to a tick; two to the power of 52 at most.</summary>
    /// <param name="tick">0 or later.</param>
    /// <param name="sampleRate">Samples per second, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public long SampleAt(long tick, int sampleRate) =>
        (long)Int128.Min(LastSample, RoundedRatio(UnitsAt(tick) * SampleRates.Check(sampleRate), _unitsPerSecond));

    /// <summary>The tick that is nearest to a sample; <see cref="MidiEvent.LastTick"/> at most.</summary>
    /// <param name="sample">0 or later.</param>
    /// <param name="sampleRate">Samples per second, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public long TickAt(long sample, int sampleRate)
    {
        SampleRates.Check(sampleRate);
        return TickOf(Math.Max(0, sample), sampleRate);
    }

    /// <summary>The time of a tick as a time span; saturates.</summary>
    internal TimeSpan TimeAt(long tick) =>
        TimeSpan.FromTicks((long)Int128.Min(long.MaxValue, RoundedRatio(UnitsAt(tick) * TimeSpan.TicksPerSecond, _unitsPerSecond)));

    private long TickOf(Int128 time, long rate)
    {
        Int128 units = time * _unitsPerSecond;   // times the rate
        int low = 0, high = _changes.Length;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (_starts[middle] * rate <= units)
                low = middle;
            else
                high = middle;
        }
        Int128 ticks = RoundedRatio(units - _starts[low] * rate, (Int128)UnitsPerTick(low) * rate);
        return (long)Int128.Min(MidiEvent.LastTick, _changes[low].Tick + ticks);
    }

    private Int128 UnitsAt(long tick)
    {
        tick = Math.Clamp(tick, 0, MidiEvent.LastTick);
        int change = ChangeAt(tick);
        return _starts[change] + (Int128)(tick - _changes[change].Tick) * UnitsPerTick(change);
    }

    private int UnitsPerTick(int change) => _smpteUnits > 0 ? _smpteUnits : _changes[change].Tempo.MicrosecondsPerQuarter;

    private int ChangeAt(long tick)
    {
        int low = 0, high = _changes.Length;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (_changes[middle].Tick <= tick)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    private static Int128 RoundedRatio(Int128 numerator, Int128 denominator) => (2 * numerator + denominator) / (2 * denominator);

    private static TempoChange[] Distinct(ReadOnlySpan<TempoChange> changes)
    {
        var distinct = new TempoChange[changes.Length + 1];
        distinct[0] = default;
        int last = 0;
        foreach (TempoChange change in changes)
        {
            if (change.Tick is < 0 or > MidiEvent.LastTick)
                throw new ArgumentOutOfRangeException(nameof(changes), change, "A tempo lies within ticks 0 to 2^40.");
            if (change.Tick < distinct[last].Tick)
                throw new ArgumentException("The ticks of the tempos must not go back.", nameof(changes));
            if (change.Tick > distinct[last].Tick)
                last++;
            distinct[last] = change;
        }
        return distinct.Length == last + 1 ? distinct : distinct[..(last + 1)];
    }
}
