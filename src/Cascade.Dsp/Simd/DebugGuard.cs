using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Simd;

/// <summary>What the kernels take for granted, because they check no bounds: asserted where they are entered, in Debug builds
/// only.</summary>
internal static class DebugGuard
{
    /// <summary>A span of exactly so many frames.</summary>
    [Conditional("DEBUG")]
    public static void Frames(ReadOnlySpan<float> span, int count,
        [CallerArgumentExpression(nameof(span))] string name = "", [CallerMemberName] string entry = "") =>
        Debug.Assert(span.Length == count, $"{entry}: {name} has {span.Length} samples, not {count}.");

    /// <summary>Two spans of the same length.</summary>
    [Conditional("DEBUG")]
    public static void Alike(ReadOnlySpan<float> a, ReadOnlySpan<float> b, [CallerMemberName] string entry = "") =>
        Debug.Assert(a.Length == b.Length, $"{entry}: the sides have {a.Length} and {b.Length} samples; give both as many.");

    /// <summary>A number within bounds, both included.</summary>
    [Conditional("DEBUG")]
    public static void Within(long value, long minimum, long maximum, [CallerArgumentExpression(nameof(value))] string name = "",
        [CallerMemberName] string entry = "") =>
        Debug.Assert(value >= minimum && value <= maximum, $"{entry}: {name} is {value}, outside {minimum} to {maximum}.");

    /// <summary>A count, 0 or more, that is a multiple of another.</summary>
    [Conditional("DEBUG")]
    public static void Multiple(int count, int of, [CallerArgumentExpression(nameof(count))] string name = "",
        [CallerMemberName] string entry = "") =>
        Debug.Assert(count >= 0 && count % of == 0, $"{entry}: {name} is {count}, no multiple of {of}.");

    /// <summary>A stretch of frames of a block, in whole registers.</summary>
    [Conditional("DEBUG")]
    public static void Stretch(int from, int to, int block, int lanes, [CallerMemberName] string entry = "") =>
        Debug.Assert(0 <= from && from <= to && to <= block && (to - from) % lanes == 0,
        $"{entry}: frames {from} to {to} are no whole registers of {lanes} within a block of {block}.");
}
