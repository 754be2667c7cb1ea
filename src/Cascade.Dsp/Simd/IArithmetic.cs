using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>How registers multiply and add: a type, so that each way is compiled into kernels of its own.</summary>
/// <remarks>Its methods are small: what kernels are made of has to be inlined, and the compiler gives up where there is too much of
/// it.</remarks>
internal interface IArithmetic
{
    /// <summary>True if a * b + c is rounded once, false if twice.</summary>
    static abstract bool IsFused { get; }

    /// <summary>a * b + c.</summary>
    static abstract float MultiplyAdd(float a, float b, float c);

    /// <summary>a * b + c.</summary>
    static abstract Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c);

    /// <summary>a * b + c.</summary>
    static abstract Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c);

    /// <summary>a * b + c.</summary>
    static abstract Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c);

    /// <summary>a * b + c.</summary>
    static abstract double MultiplyAdd(double a, double b, double c);

    /// <summary>a * b + c.</summary>
    static abstract Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c);

    /// <summary>a * b + c.</summary>
    static abstract Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c);

    /// <summary>a * b + c.</summary>
    static abstract Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c);

    /// <summary>c - a * b.</summary>
    static abstract float NegatedMultiplyAdd(float a, float b, float c);

    /// <summary>c - a * b.</summary>
    static abstract Vector128<float> NegatedMultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c);

    /// <summary>c - a * b.</summary>
    static abstract Vector256<float> NegatedMultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c);

    /// <summary>c - a * b.</summary>
    static abstract Vector512<float> NegatedMultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c);
}
