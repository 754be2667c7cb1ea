using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>All that is told of a song. Immutable; written as JSON by <see cref="ToJson"/>.</summary>
/// <param name="Version">The version of the form and of the methods: what a cache keeps is of use for the same version alone.</param>
/// <param name="Song">What the file says.</param>
/// <param name="Key">The key.</param>
/// <param name="Tempo">Tempo and metre.</param>
/// <param name="Chords">The chords.</param>
/// <param name="Melody">The melody and its themes.</param>
/// <param name="Rhythm">Lengths and density.</param>
/// <param name="Voices">Hands and dynamics.</param>
public sealed record AnalysisReport(int Version, SongFacts Song, KeyReport Key, TempoReport Tempo, ChordReport Chords, MelodyReport Melody,
    RhythmReport Rhythm, VoiceReport Voices)
{
    /// <summary>The version of the reports that are made now.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The report as JSON, camel case, at most 50 KB.</summary>
    /// <param name="indented">True to break it into lines.</param>
    public string ToJson(bool indented = false) => AnalysisJson.Write(this, indented);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="FormatException">It is no report, or one of another version; the message says which.</exception>
    public static AnalysisReport FromJson(string json) => AnalysisJson.Read(json);
}

/// <summary>What the file says of itself.</summary>
/// <param name="Title">The title, or null; cut after 200 characters.</param>
/// <param name="Seconds">The length up to the last end of a note.</param>
/// <param name="Notes">The number of notes, drums included.</param>
/// <param name="Tracks">The number of tracks.</param>
public sealed record SongFacts(string? Title, double Seconds, int Notes, int Tracks);

/// <summary>The key of a song and its course.</summary>
/// <param name="Main">The key of the whole, or null without notes.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Alternatives">The next keys that it could be, at most three.</param>
/// <param name="Changes">How often the key changes.</param>
/// <param name="Course">The keys in their order; of more than 200 the longest.</param>
public sealed record KeyReport(MusicalKey? Main, double Confidence, ImmutableArray<KeyGuess> Alternatives, int Changes,
    ImmutableArray<KeySpan> Course);

/// <summary>A stretch in one key.</summary>
/// <param name="Bar">The bar it starts in.</param>
/// <param name="Seconds">When it starts.</param>
/// <param name="Beats">How many beats it lasts.</param>
/// <param name="Key">The key.</param>
public readonly record struct KeySpan(int Bar, double Seconds, int Beats, MusicalKey Key);

/// <summary>Tempo and metre.</summary>
/// <param name="BeatsPerMinute">The median tempo; 0 without notes.</param>
/// <param name="Slowest">The tempo that a twentieth of the beats falls below.</param>
/// <param name="Fastest">The tempo that a twentieth of the beats exceeds.</param>
/// <param name="IsPerformance">True if the beats were found in free playing; false if the file's own ticks gave them.</param>
/// <param name="BeatsPerBar">Beats in a bar, by the longest metre.</param>
/// <param name="Metres">The metres, at most 16: "3/4"; none of a performance.</param>
/// <param name="Swing">How long the first half of a divided beat is against the second, 1 if even; null where beats are not
/// divided.</param>
/// <param name="Beats">The number of beats from the first to the last note.</param>
public sealed record TempoReport(double BeatsPerMinute, double Slowest, double Fastest, bool IsPerformance, int BeatsPerBar,
    ImmutableArray<string> Metres, double? Swing, long Beats);

/// <summary>The chords of a song.</summary>
/// <param name="Count">How often the chord changes.</param>
/// <param name="Changes">The chords in their order, the first 500.</param>
/// <param name="Types">How many beats each kind of chord has.</param>
/// <param name="Progressions">The successions of four degrees that come most often, at most eight.</param>
public sealed record ChordReport(int Count, ImmutableArray<ChordSpan> Changes, ImmutableSortedDictionary<string, int> Types,
    ImmutableArray<Progression> Progressions);

/// <summary>A chord and how long it lasts.</summary>
/// <param name="Bar">The bar it starts in.</param>
/// <param name="Beat">The beat in the bar, from 1.</param>
/// <param name="Beats">How many beats it lasts.</param>
/// <param name="Name">Its name: "G7/B".</param>
/// <param name="Degree">Its numeral in the key that holds there: "V7".</param>
public readonly record struct ChordSpan(int Bar, int Beat, int Beats, string Name, string Degree);

/// <summary>Degrees that follow each other.</summary>
/// <param name="Degrees">The numerals, with spaces between.</param>
/// <param name="Count">How often they come.</param>
public readonly record struct Progression(string Degrees, int Count);

/// <summary>The melody.</summary>
/// <param name="Notes">The number of its notes.</param>
/// <param name="Lowest">Its lowest key, or null without notes.</param>
/// <param name="Highest">Its highest key.</param>
/// <param name="Intervals">How often each interval comes, from an octave down or more to an octave up or more.</param>
/// <param name="StepShare">The share of intervals of at most two semitones, unisons left out.</param>
/// <param name="IntervalBits">The entropy of the intervals: how varied they are.</param>
/// <param name="Phrases">The number of phrases.</param>
/// <param name="Contours">How many phrases have each contour: arch, valley, rising, falling, level, short.</param>
/// <param name="Themes">What comes again, in any transposition.</param>
public sealed record MelodyReport(int Notes, int? Lowest, int? Highest, ImmutableArray<int> Intervals, double StepShare,
    double IntervalBits,
    int Phrases, ImmutableSortedDictionary<string, int> Contours, ImmutableArray<ThemeReport> Themes);

/// <summary>A theme and where it comes.</summary>
/// <param name="Notes">The number of its notes.</param>
/// <param name="Times">How often it comes.</param>
/// <param name="Keys">The keys where it first stands, at most 24.</param>
/// <param name="Bars">The bars it starts in, the first 32.</param>
public sealed record ThemeReport(int Notes, int Times, ImmutableArray<int> Keys, ImmutableArray<int> Bars);

/// <summary>Lengths and density.</summary>
/// <param name="Onsets">Of each twelfth of a beat: how many notes start there.</param>
/// <param name="Lengths">How many notes have each length, in beats: "1/2".</param>
/// <param name="NotesPerSecond">The mean density.</param>
/// <param name="Density">Notes that start in each of equal parts of the song, at most 100.</param>
/// <param name="RhythmBits">The entropy of the lengths: how varied they are.</param>
/// <param name="Syncopation">The share of notes that start off the beat and sound into the next.</param>
/// <param name="Complexity">0 to 1, from the variety of intervals and lengths, the density and the chords that are foreign to the
/// key.</param>
public sealed record RhythmReport(ImmutableArray<int> Onsets, ImmutableSortedDictionary<string, int> Lengths, double NotesPerSecond,
    ImmutableArray<int> Density, double RhythmBits, double Syncopation, double Complexity);

/// <summary>Hands, range and loudness.</summary>
/// <param name="Lowest">The lowest key, or null without notes.</param>
/// <param name="Highest">The highest key.</param>
/// <param name="LeftHand">How many notes are the left hand's.</param>
/// <param name="RightHand">How many are the right hand's.</param>
/// <param name="MostAtOnce">The most notes that sound at once.</param>
/// <param name="PitchClasses">Seconds that each pitch class sounds, from C.</param>
/// <param name="MeanVelocity">1 to 127; 0 without notes.</param>
/// <param name="VelocityDeviation">The standard deviation of velocities.</param>
/// <param name="Keys">How many notes each octave has, from that of key 0 up.</param>
public sealed record VoiceReport(int? Lowest, int? Highest, int LeftHand, int RightHand, int MostAtOnce,
    ImmutableArray<double> PitchClasses,
    double MeanVelocity, double VelocityDeviation, ImmutableArray<int> Keys);
