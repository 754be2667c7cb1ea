using System.Diagnostics.CodeAnalysis;

namespace Cascade.Dsp.Output;

/// <summary>How a WAV file that Cascade writes holds a sample.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "They are what the field calls these formats.")]
public enum WaveFormat
{
    /// <summary>16-bit integer: what everything plays. Dithered; beyond full scale it clamps.</summary>
    Int16,

    /// <summary>24-bit integer, three bytes, little endian. Dithered; beyond full scale it clamps.</summary>
    Int24,

    /// <summary>32-bit IEEE float: every bit of the engine's output, peaks beyond full scale too.</summary>
    Float32,
}
