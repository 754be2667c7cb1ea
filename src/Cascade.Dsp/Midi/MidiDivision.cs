using System;

namespace Cascade.Dsp.Midi;

/// <summary>How long a tick of a MIDI file is: a part of a quarter note, whose length the tempo gives, or a part of a film frame.</summary>
public readonly record struct MidiDivision
{
    private MidiDivision(int ticksPerQuarter, int framesPerSecond, int ticksPerFrame)
    {
        TicksPerQuarter = ticksPerQuarter;
        FramesPerSecond = framesPerSecond;
        TicksPerFrame = ticksPerFrame;
    }

    /// <summary>Ticks in a quarter note, 1 to 32,767; 0 if ticks are parts of a frame.</summary>
    public int TicksPerQuarter { get; }

    /// <summary>Film frames in a second, by the standard 24, 25, 29 (which means 30,000 / 1,001) or 30; 0 if ticks are parts of a quarter
    /// note.</summary>
    public int FramesPerSecond { get; }

    /// <summary>Ticks in a frame, 1 to 255; 0 if ticks are parts of a quarter note.</summary>
    public int TicksPerFrame { get; }

    /// <summary>True if ticks are parts of a frame: then a tempo changes nothing.</summary>
    public bool IsSmpte => FramesPerSecond > 0;

    /// <summary>Ticks are parts of a quarter note.</summary>
    /// <param name="ticks">Ticks in a quarter note, 1 to 32,767.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static MidiDivision Quarter(int ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticks, short.MaxValue);
        return new MidiDivision(ticks, 0, 0);
    }

    /// <summary>Ticks are parts of an SMPTE film frame.</summary>
    /// <param name="framesPerSecond">1 to 128; the standard knows 24, 25, 29 (which means 30,000 / 1,001) and 30.</param>
    /// <param name="ticksPerFrame">Ticks in a frame, 1 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static MidiDivision Smpte(int framesPerSecond, int ticksPerFrame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framesPerSecond, 128);
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerFrame, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticksPerFrame, 255);
        return new MidiDivision(0, framesPerSecond, ticksPerFrame);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsSmpte ? $"{TicksPerFrame} ticks per frame at {FramesPerSecond} frames per second" : $"{TicksPerQuarter} ticks per quarter note";

    /// <summary>A division and a tempo with ticks of one sample; for odd rates of a quarter of a sample or nearly so.</summary>
    // Ticks per second are ticks per quarter * 10^6 / tempo. With g the greatest common divisor of rate and 10^6, k * rate / g ticks and a
    // tempo of k * 10^6 / g make them the rate; the k nearest to 120 quarters per minute is taken.
    internal static MidiDivision ForSamples(int sampleRate, out Tempo tempo)
    {
        int divisor = 1_000_000;
        for (int rest = sampleRate; rest != 0;)
            (divisor, rest) = (rest, divisor % rest);
        int ticks = sampleRate / divisor;
        int microseconds = 1_000_000 / divisor;
        if (ticks > short.MaxValue)
        {
            tempo = Tempo.FromMicrosecondsPerQuarter((int)(short.MaxValue * 1_000_000L / (4 * sampleRate)));
            return Quarter(short.MaxValue);
        }
        int times = Math.Clamp(default(Tempo).MicrosecondsPerQuarter / microseconds, 1, short.MaxValue / ticks);
        tempo = Tempo.FromMicrosecondsPerQuarter(microseconds * times);
        return Quarter(ticks * times);
    }

    /// <summary>The two bytes of the header.</summary>
    internal ushort Word => IsSmpte ? (ushort)((byte)-FramesPerSecond << 8 | TicksPerFrame) : (ushort)TicksPerQuarter;
}
