using System.Collections.Immutable;
using Cascade.Dsp;

namespace Cascade.Samples.Analysis;

/// <summary>How well a song was played.</summary>
/// <param name="Score">0 to 100, of the parts below.</param>
/// <param name="Parts">What the score is made of.</param>
/// <param name="Matched">Notes that were played.</param>
/// <param name="Missing">Notes that were not.</param>
/// <param name="Extra">Notes that are not written.</param>
/// <param name="Wrong">Notes for which another key was struck.</param>
/// <param name="Timing">When notes came.</param>
/// <param name="Touch">How they were struck and held.</param>
/// <param name="Bars">The errors of each bar that has any, in order.</param>
/// <param name="NextBars">The two bars in a row to practise next, the first and the last; null where nothing is to be mended.</param>
public sealed record PracticeReport(double Score, PracticeParts Parts, int Matched, int Missing, int Extra, int Wrong,
    PracticeTiming Timing,
    PracticeTouch Touch, ImmutableArray<BarErrors> Bars, (int First, int Last)? NextBars)
{
    /// <summary>Compares what was played with a song.</summary>
    /// <param name="reference">The song as it is written.</param>
    /// <param name="played">The performance, of any tempo.</param>
    public static PracticeReport Of(Song reference, Song played)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(played);
        return PracticeScore.Write(reference, SongNotes.Of(reference), played, SongNotes.Of(played));
    }
}

/// <summary>The parts of a score, each 0 to 100.</summary>
/// <param name="Notes">Right notes against missing, extra and wrong ones; half of the score.</param>
/// <param name="Timing">How steadily notes came; a quarter.</param>
/// <param name="Evenness">How even the distances are; an eighth.</param>
/// <param name="Dynamics">How even the loudness is against what is written; an eighth.</param>
public readonly record struct PracticeParts(double Notes, double Timing, double Evenness, double Dynamics);

/// <summary>When notes came, against a tempo that follows the player.</summary>
/// <param name="MeanMilliseconds">The mean of early (below 0) and late.</param>
/// <param name="DeviationMilliseconds">The standard deviation.</param>
/// <param name="TempoRatio">The player's tempo against the written, 1 if equal.</param>
/// <param name="DriftPercent">How much faster (above 0) the last quarter was than the first, in percent.</param>
/// <param name="Evenness">The standard deviation of the distances between onsets, as a share of their length.</param>
/// <param name="ChordSpreadMilliseconds">The mean time from the first to the last note of what is written together.</param>
public readonly record struct PracticeTiming(double MeanMilliseconds, double DeviationMilliseconds, double TempoRatio, double DriftPercent,
    double Evenness, double ChordSpreadMilliseconds);

/// <summary>How notes were struck and held.</summary>
/// <param name="MeanVelocity">1 to 127.</param>
/// <param name="VelocityDeviation">The standard deviation of velocities against those that are written, up to a difference of all.</param>
/// <param name="LegatoMilliseconds">How long a note of the melody sounds on into the next, as a mean; below 0 where there is a gap.</param>
/// <param name="HeldShare">How long keys are held against what is written, 1 if equal; the median.</param>
/// <param name="PedalShare">The share of the time for which the sustain pedal is down.</param>
/// <param name="PedalChanges">How often it is pressed.</param>
public readonly record struct PracticeTouch(double MeanVelocity, double VelocityDeviation, double LegatoMilliseconds, double HeldShare,
    double PedalShare, int PedalChanges);

/// <summary>The errors of a bar.</summary>
/// <param name="Bar">The bar.</param>
/// <param name="Missing">Notes that were not played.</param>
/// <param name="Extra">Notes that are not written.</param>
/// <param name="Wrong">Notes for which another key was struck.</param>
/// <param name="Late">The mean distance from when notes were due, in milliseconds, early or late.</param>
public readonly record struct BarErrors(int Bar, int Missing, int Extra, int Wrong, double Late);
