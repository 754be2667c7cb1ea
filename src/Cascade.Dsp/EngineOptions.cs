using System;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>How a <see cref="VoiceEngine"/> is set up. Every property is checked when it is set.</summary>
public sealed record EngineOptions
{
    /// <summary>Samples per second, 8,000 to 192,000 Hz; 48,000 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public int SampleRate { get; init => field = SampleRates.Check(value); } = SampleRates.Default;

    /// <summary>The register width of every kernel. <see cref="LaneWidth.Auto"/>, the default, is the widest this processor accelerates;
    /// others are for tests and comparisons.</summary>
    /// <remarks>What this processor does not accelerate with <see cref="Arithmetic"/> is refused by the engine.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">This processor does not accelerate that width.</exception>
    public LaneWidth Width
    {
        get;
        init
        {
            LaneWidths.Resolve(value);
            field = value;
        }
    }

    /// <summary>How every kernel multiplies and adds. <see cref="LaneArithmetic.Auto"/>, the default, is what this processor does fastest;
    /// others are for tests and comparisons, and for the same bits on different processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enumeration.</exception>
    public LaneArithmetic Arithmetic
    {
        get;
        init
        {
            LaneWidths.Resolve(LaneWidth.Auto, value);
            field = value;
        }
    }

    /// <summary>The frequency of each key; twelve-tone equal at 440 Hz by default.</summary>
    /// <exception cref="ArgumentNullException">The tuning is null.</exception>
    public KeyTuning Tuning { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = KeyTuning.Default;

    /// <summary>The start of every pseudo-random sequence; equal seeds give equal sound. 1 by default.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>True, the default, to run every code path once before the engine stands, so that nothing is compiled on the audio
    /// thread. False where nobody waits for a block in time, as for files: the engine stands sooner, and what is played is compiled when it
    /// is first played. The sound is the same, bit for bit.</summary>
    public bool Rehearses { get; init; } = true;

    /// <summary>The gain after the effects at the start, in dB, -120 to 48; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The gain is out of range.</exception>
    public float MasterGainDecibels
    {
        get;
        init
        {
            if (!(value is >= -120 and <= 48))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The master gain must lie within -120 to 48 dB.");
            field = value;
        }
    }

    /// <summary>How many events <see cref="VoiceEngine.Events"/> holds, 16 to 1,048,576; 4,096 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of range.</exception>
    public int QueueCapacity
    {
        get;
        init
        {
            if (value is < 16 or > 1 << 20)
                throw new ArgumentOutOfRangeException(nameof(value), value, "The queue capacity must lie within 16 to 1,048,576.");
            field = value;
        }
    } = EventQueue.DefaultCapacity;
}
