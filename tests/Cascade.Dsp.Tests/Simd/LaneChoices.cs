using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Simd;

/// <summary>The registers that tests compare.</summary>
internal static class LaneChoices
{
    /// <summary>The arithmetics with vectors on this processor; at least the one it does fastest.</summary>
    public static IEnumerable<LaneArithmetic> Arithmetics =>
        new[] { LaneArithmetic.Fused, LaneArithmetic.Separate }.Where(arithmetic =>
        arithmetic == LaneWidths.Arithmetic || Of(arithmetic).Any());

    /// <summary>One lane, whose bits are those of every width of an arithmetic.</summary>
    public static LaneChoice One(LaneArithmetic arithmetic) => new(LaneWidth.Scalar, arithmetic);

    /// <summary>The widths of an arithmetic that this processor accelerates.</summary>
    public static IEnumerable<LaneChoice> Of(LaneArithmetic arithmetic) =>
        Enum.GetValues<LaneWidth>().Where(width => width > LaneWidth.Scalar && LaneWidths.IsSupported(width, arithmetic))
        .Select(width => new LaneChoice(width, arithmetic));
}
