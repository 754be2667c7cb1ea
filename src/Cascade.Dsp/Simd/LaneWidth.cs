namespace Cascade.Dsp;

/// <summary>The vector width a kernel runs at, in bits of one register of floats.</summary>
/// <remarks>Every width gives the same bits. The numbers are part of the interface: they are stored and passed to other languages, and do
/// not change.</remarks>
public enum LaneWidth
{
    /// <summary>The widest width that this processor accelerates.</summary>
    Auto = 0,

    /// <summary>One float at a time: the definition every other width must equal, and the fallback without SIMD.</summary>
    Scalar = 1,

    /// <summary>Four floats (SSE, NEON, WebAssembly SIMD).</summary>
    Bits128 = 128,

    /// <summary>Eight floats (AVX2).</summary>
    Bits256 = 256,

    /// <summary>Sixteen floats (AVX-512).</summary>
    Bits512 = 512,
}
