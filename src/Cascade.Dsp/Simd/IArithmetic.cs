namespace Cascade.Dsp.Simd;

/// <summary>How registers multiply and add: a type, so that each way is compiled into kernels of its own.</summary>
internal interface IArithmetic
{
    /// <summary>True if a * b + c is rounded once, false if twice.</summary>
    static abstract bool IsFused { get; }
}
