using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Samples.Analysis.Report;

namespace Cascade.Samples.Analysis;

/// <summary>Analyses a song: notes, beats, key, chords, melody. START HERE.</summary>
/// <remarks>A pure function of the song. Time and memory grow with the number of its notes. Immutable.</remarks>
/// <example><code>
/// SongAnalysis analysis = SongAnalysis.Of(Song.Read("song.mid"));
/// string json = analysis.ToReport().ToJson();
/// </code></example>
public sealed class SongAnalysis
{
    private SongAnalysis(Song song)
    {
        Song = song;
        Notes = SongNotes.Of(song);
        Grid = TimingStyle.GridOf(song, Notes);
        Keys = KeyClassifier.Default.Classify(Notes);
        Harmony = HarmonyAnalysis.Of(Notes, Grid);
        Melody = VoiceLines.Melody(Notes);
        Themes = ThemeFinder.Find(Melody);
    }

    /// <summary>The song.</summary>
    public Song Song { get; }

    /// <summary>Its notes without drums, in the order of their starts.</summary>
    public ImmutableArray<SongNote> Notes { get; }

    /// <summary>The beats.</summary>
    public BeatGrid Grid { get; }

    /// <summary>What the key of the whole may be, the most probable first; none without notes.</summary>
    public ImmutableArray<KeyGuess> Keys { get; }

    /// <summary>Key and chord of every beat in which something sounds.</summary>
    public ImmutableArray<HarmonyBeat> Harmony { get; }

    /// <summary>The melody.</summary>
    public ImmutableArray<SongNote> Melody { get; }

    /// <summary>What comes again in the melody.</summary>
    public ImmutableArray<Theme> Themes { get; }

    /// <summary>Analyses a song, whatever it is: an empty one has an analysis too.</summary>
    /// <param name="song">The song.</param>
    public static SongAnalysis Of(Song song)
    {
        ArgumentNullException.ThrowIfNull(song);
        return new SongAnalysis(song);
    }

    /// <summary>The whole as one report.</summary>
    public AnalysisReport ToReport() => ReportWriter.Write(this);
}
