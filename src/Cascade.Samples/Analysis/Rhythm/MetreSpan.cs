using Cascade.Dsp;
using Cascade.Dsp.Songs;

namespace Cascade.Samples.Analysis;

/// <summary>A metre of a song from its tick on, as it is felt.</summary>
/// <param name="Tick">Where it starts.</param>
/// <param name="Bar">The bar it starts.</param>
/// <param name="Numerator">The upper number.</param>
/// <param name="Denominator">The lower number.</param>
internal readonly record struct MetreSpan(long Tick, int Bar, int Numerator, int Denominator)
{
    /// <summary>True where three of the notes that the lower number names make a beat.</summary>
    public bool IsCompound => Numerator > 3 && Numerator % 3 == 0 && Denominator >= 8;

    /// <summary>The beats in a bar.</summary>
    public int Beats => IsCompound ? Numerator / 3 : Numerator;

    /// <summary>The length of a beat in quarter notes.</summary>
    public double BeatQuarters => 4.0 / Denominator * (IsCompound ? 3 : 1);

    public static IEnumerable<MetreSpan> Of(Song song)
    {
        foreach (MetreChange change in song.Metres)
            yield return new MetreSpan(change.Tick, change.Bar, Math.Max(1, change.Metre.Numerator), Math.Max(1, change.Metre.Denominator));
    }
}
