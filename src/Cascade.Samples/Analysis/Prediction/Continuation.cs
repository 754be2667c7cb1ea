using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Analysis.Prediction;

namespace Cascade.Samples.Analysis;

/// <summary>Plays on: the next bars in the style of what was played.</summary>
/// <remarks>
/// The melody takes the rhythms of the song's own bars and pitches from a <see cref="NextNotePredictor"/> that has heard it; of several
/// samples that one is taken which is about as surprising, as repetitive and as wide as the song. It ends on the tonic's triad, on the
/// first beat of the last bar. Chords are chosen to fit it and to close, and the song's own accompaniment is bent to them.
/// </remarks>
public static class Continuation
{
    internal const int TicksPerQuarter = 480;

    private const int MostHeard = 400;

    /// <summary>The bars that follow a song, as a song of their own that starts with a full bar.</summary>
    /// <param name="song">The song; an empty one is followed by a melody in C major.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bars or the temperature is out of range.</exception>
    public static Song Of(Song song, ContinuationOptions? options = null) => Of(SongAnalysis.Of(song), options);

    /// <summary>The bars that follow a song, as a song of their own that starts with a full bar.</summary>
    /// <param name="analysis">The analysis of the song.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bars or the temperature is out of range.</exception>
    public static Song Of(SongAnalysis analysis, ContinuationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        options ??= new ContinuationOptions();
        if (options.Bars is < 1 or > 256)
            throw new ArgumentOutOfRangeException(nameof(options), options.Bars, "The bars must lie within 1 to 256.");
        if (!(options.Temperature is >= 0.1 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(options), options.Temperature, "The temperature must lie within 0.1 to 2.");
        var style = new BarStyle(analysis);
        MusicalKey key = analysis.Keys.IsEmpty ? default : analysis.Keys[0].Key;
        List<BarNote> melody = MelodySampler.Sample(style, key, Heard(analysis), options);
        var builder = new SongBuilder(TicksPerQuarter) { Title = "Continuation" };
        builder.AddTempo(0, Tempo.FromBeatsPerMinute(Math.Clamp(style.QuartersPerMinute, 4, 1_000)));
        builder.AddMetre(0, style.Metre);
        builder.AddKey(0, SignatureOf(key));
        int track = builder.AddTrack("Melody");
        foreach (BarNote note in melody)
            Add(builder, track, note, style);
        if (style.HasAccompaniment)
        {
            track = builder.AddTrack("Accompaniment", channel: 1);
            foreach (BarNote note in Accompaniment.Of(style, key, melody, options))
                Add(builder, track, note, style);
        }
        builder.EndTick = Math.Max(builder.EndTick, (long)(options.Bars * style.BeatsPerBar * style.BeatQuarters * TicksPerQuarter));
        return builder.ToSong();
    }

    private static void Add(SongBuilder builder, int track, BarNote note, BarStyle style)
    {
        double scale = style.BeatQuarters * TicksPerQuarter;
        long tick = (long)Math.Round((note.Bar * style.BeatsPerBar + note.Beat) * scale);
        builder.AddNote(track, tick, Math.Max(1, (long)Math.Round(note.Beats * scale) - 1), note.Key, note.Velocity);
    }

    private static ImmutableArray<(int Key, double Beats)> Heard(SongAnalysis analysis)
    {
        ImmutableArray<SongNote> melody = analysis.Melody;
        var heard = ImmutableArray.CreateBuilder<(int, double)>();
        for (int i = Math.Max(0, melody.Length - MostHeard); i < melody.Length; i++)
        {
            double start = analysis.Grid.StartOf(melody[i]);
            double next = i + 1 < melody.Length ? analysis.Grid.StartOf(melody[i + 1]) : analysis.Grid.EndOf(melody[i]);
            heard.Add((melody[i].Key, Math.Clamp(next - start, 0.05, 8)));
        }
        return heard.ToImmutable();
    }

    private static MidiKeySignature SignatureOf(MusicalKey key)
    {
        int sharps = (key.Tonic + (key.IsMinor ? 3 : 0)) * 7 % 12;
        return new MidiKeySignature(sharps > 6 ? sharps - 12 : sharps, key.IsMinor);
    }
}
