using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>Where bars and beats lie in ticks. Immutable.</summary>
/// <remarks>
/// Beat n of a stretch of one metre, counted from 0, lies at the first tick not before n times the length of a beat, which need not be a
/// whole number of ticks. So tick t lies in beat floor(t / length), and nothing accumulates.
/// <para>If the first bar is cut short by the second metre, whose bars are longer, it is a pickup bar: bar 0.</para>
/// </remarks>
internal sealed class BarMap
{
    private readonly ImmutableArray<MetreChange> _changes;
    private readonly Int128 _quarter, _quarterDivisor;   // ticks in a quarter note, as a fraction

    /// <summary>Makes a map of metres in the order of their ticks; where ticks are equal the last one counts. Before the first it is
    /// 4/4.</summary>
    public BarMap(MidiDivision division, ReadOnlySpan<(long Tick, MidiTimeSignature Metre)> metres)
    {
        // Parts of a film frame have no quarter note: half a second stands for it, as without a tempo.
        (_quarter, _quarterDivisor) = division.FramesPerSecond switch
        {
            0 => (division.TicksPerQuarter, 1),
            29 => ((Int128)30_000 * division.TicksPerFrame, 2002),
            _ => (division.FramesPerSecond * division.TicksPerFrame, 2),
        };
        var changes = new List<MetreChange>(metres.Length + 1) { new(0, 1, new MidiTimeSignature(4, 4)) };
        foreach ((long tick, MidiTimeSignature metre) in metres)
        {
            if (tick == changes[^1].Tick)
                changes[^1] = changes[^1] with { Metre = metre };
            else
                changes.Add(new MetreChange(tick, 0, metre));
        }
        bool hasPickup = changes.Count > 1 && BarsBetween(changes[0], changes[1].Tick) == 1
            && BeatTicks(changes[1].Metre, changes[1].Metre.Numerator) > changes[1].Tick;
        FirstBar = hasPickup ? 0 : 1;
        changes[0] = changes[0] with { Bar = FirstBar };
        for (int i = 1; i < changes.Count; i++)
        {
            Int128 bar = changes[i - 1].Bar + BarsBetween(changes[i - 1], changes[i].Tick);
            changes[i] = changes[i] with { Bar = (int)Int128.Min(int.MaxValue, bar) };
        }
        _changes = [.. changes];
    }

    /// <summary>The metres; the first starts at tick 0.</summary>
    public ImmutableArray<MetreChange> Changes => _changes;

    /// <summary>0 if the song starts with a pickup bar, else 1.</summary>
    public int FirstBar { get; }

    /// <summary>The place of a tick.</summary>
    public SongPosition PositionAt(long tick)
    {
        tick = Math.Clamp(tick, 0, MidiEvent.LastTick);
        MetreChange change = _changes[IndexOf(tick, static (change, tick) => change.Tick <= tick)];
        Int128 beats = (tick - change.Tick) * _quarterDivisor * change.Metre.Denominator / (4 * _quarter);
        Int128 bars = beats / change.Metre.Numerator;
        return new SongPosition((int)Int128.Min(int.MaxValue, change.Bar + bars), (int)(beats % change.Metre.Numerator) + 1,
            tick - change.Tick - (long)BeatTicks(change.Metre, beats));
    }

    /// <summary>The tick of a place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bar lies before the first, the beat below 1 or the tick below 0.</exception>
    public long TickAt(SongPosition position)
    {
        if (position.Bar < FirstBar || position.Beat < 1 || position.Tick < 0)
            throw new ArgumentOutOfRangeException(nameof(position), position,
                $"The first bar is {FirstBar}; beats count from 1, ticks from 0.");
        MetreChange change = _changes[IndexOf(position.Bar, static (change, bar) => change.Bar <= bar)];
        Int128 beats = (Int128)(position.Bar - change.Bar) * change.Metre.Numerator + position.Beat - 1;
        return (long)Int128.Min(MidiEvent.LastTick, change.Tick + BeatTicks(change.Metre, beats) + position.Tick);
    }

    private Int128 BeatTicks(MidiTimeSignature metre, Int128 beats) => Ratio(beats * 4 * _quarter, _quarterDivisor * metre.Denominator);

    private Int128 BarsBetween(MetreChange change, long tick) =>
        Ratio((tick - change.Tick) * _quarterDivisor * change.Metre.Denominator, 4 * _quarter * change.Metre.Numerator);

    private static Int128 Ratio(Int128 numerator, Int128 denominator) => (numerator + denominator - 1) / denominator;

    // The last change that lies at or before a place.
    private int IndexOf(long place, Func<MetreChange, long, bool> isBefore)
    {
        int low = 0, high = _changes.Length;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (isBefore(_changes[middle], place))
                low = middle;
            else
                high = middle;
        }
        return low;
    }
}
