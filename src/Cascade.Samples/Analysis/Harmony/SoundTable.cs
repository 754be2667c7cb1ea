using System.Numerics;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis.Harmony;

/// <summary>How well each of many chords fits what a beat sounds: a column for each chord.</summary>
/// <remarks>The score of a chord is the sum over the pitch classes of their weight times a logarithm, and a number for the bass. It is
/// summed row by row, several chords at once: only the few pitch classes that sound cost time.</remarks>
internal sealed class SoundTable
{
    private readonly double[][] _tones, _basses;   // of each pitch class

    /// <summary>Makes the table.</summary>
    /// <param name="chords">The number of chords.</param>
    /// <param name="toneOf">Of a chord and a pitch class: what its weight counts.</param>
    /// <param name="bassOf">Of a chord and a pitch class: what it adds that this is the bass.</param>
    public SoundTable(int chords, Func<int, int, double> toneOf, Func<int, int, double> bassOf)
    {
        double[][] Rows(Func<int, int, double> of) =>
            [.. Enumerable.Range(0, 12).Select(pitch => (double[])[.. Enumerable.Range(0, chords).Select(chord => of(chord, pitch))])];
        (_tones, _basses) = (Rows(toneOf), Rows(bassOf));
    }

    /// <summary>The number of chords.</summary>
    public int Chords => _basses[0].Length;

    /// <summary>Writes how well each chord fits.</summary>
    /// <param name="slice">What sounds.</param>
    /// <param name="scores">A number for each chord.</param>
    public void Score(in BeatSlice slice, Span<double> scores)
    {
        _basses[slice.Bass].CopyTo(scores);
        for (int pitch = 0; pitch < 12; pitch++)
            if (slice.Weights[pitch] > 0)
                Add(scores, _tones[pitch], slice.Weights[pitch]);
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> row, double weight)
    {
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> wideRow = MemoryMarshal.Cast<double, Vector<double>>(row[..sums.Length]);
        for (int i = 0; i < wide.Length; i++)
            wide[i] += weight * wideRow[i];
        for (int i = wide.Length * Vector<double>.Count; i < sums.Length; i++)
            sums[i] += weight * row[i];
    }
}
