namespace Cascade.Dsp.Simd;

/// <summary>The vector width a kernel runs at, in bits of one register of floats.</summary>
public enum LaneWidth
{
    /// <summary>The widest width that this processor accelerates, fused multiply-add included.</summary>
    Auto = 0,

    /// <summary>One float at a time: the definition every other width must equal, and the fallback without SIMD.</summary>
    Scalar = 1,

    /// <summary>Four floats (SSE with FMA, or NEON).</summary>
    Bits128 = 128,

    /// <summary>Eight floats (AVX2 with FMA).</summary>
    Bits256 = 256,

    /// <summary>Sixteen floats (AVX-512).</summary>
    Bits512 = 512,
}
