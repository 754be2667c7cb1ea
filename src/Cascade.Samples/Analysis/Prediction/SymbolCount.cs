namespace Cascade.Samples.Analysis.Prediction;

/// <summary>How often a symbol was seen in a context.</summary>
/// <param name="Symbol">A pitch counted from the tonic, or an interval, each with <see cref="Middle"/> added.</param>
/// <param name="Count">Up to 255; then all of the context are halved.</param>
internal readonly record struct SymbolCount(byte Symbol, byte Count)
{
    /// <summary>The symbol of the tonic at key 60, and of the unison.</summary>
    public const int Middle = 64;

    /// <summary>The symbol of a distance; those out of range share the outer ones.</summary>
    public static byte Of(int distance) => (byte)Math.Clamp(distance + Middle, 0, 127);
}
