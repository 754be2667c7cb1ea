using System;

namespace Cascade.Dsp.Midi;

/// <summary>A tempo: how long a quarter note lasts. The default value is 120 quarter notes per minute, as in a MIDI file without a
/// tempo.</summary>
public readonly record struct Tempo
{
    /// <summary>The fastest tempo a MIDI file can hold: 1 microsecond per quarter note.</summary>
    public static readonly Tempo Fastest = new(1);

    /// <summary>The slowest tempo a MIDI file can hold: 16,777,215 microseconds per quarter note.</summary>
    public static readonly Tempo Slowest = new(0xFF_FFFF);

    private const int DefaultMicroseconds = 500_000;

    private readonly int _fromDefault;

    private Tempo(int microsecondsPerQuarter) => _fromDefault = microsecondsPerQuarter - DefaultMicroseconds;

    /// <summary>The length of a quarter note, 1 to 16,777,215 microseconds.</summary>
    public int MicrosecondsPerQuarter => _fromDefault + DefaultMicroseconds;

    /// <summary>Quarter notes per minute, whatever note is a beat of the metre.</summary>
    public double BeatsPerMinute => 60e6 / MicrosecondsPerQuarter;

    /// <summary>A tempo by the length of its quarter note.</summary>
    /// <param name="microseconds">1 to 16,777,215 microseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public static Tempo FromMicrosecondsPerQuarter(int microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(microseconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(microseconds, 0xFF_FFFF);
        return new Tempo(microseconds);
    }

    /// <summary>A tempo by its beats per minute, rounded to a whole number of microseconds per quarter note.</summary>
    /// <param name="beatsPerMinute">Quarter notes per minute, 3.6 to 60,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tempo is out of range.</exception>
    public static Tempo FromBeatsPerMinute(double beatsPerMinute)
    {
        double microseconds = Math.Round(60e6 / beatsPerMinute);
        if (!(microseconds is >= 1 and <= 0xFF_FFFF))
            throw new ArgumentOutOfRangeException(nameof(beatsPerMinute), beatsPerMinute,
                "A tempo has 3.6 to 60,000,000 beats per minute.");
        return new Tempo((int)microseconds);
    }
}
