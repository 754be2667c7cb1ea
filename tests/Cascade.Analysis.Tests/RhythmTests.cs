using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Samples.Analysis;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class RhythmTests
{
    [Property(MaxTest = 30)]
    public void Beats_of_a_march_are_found_at_any_tempo_with_15_ms_of_jitter(byte tempo, ushort seed)
    {
        double period = 0.4 + tempo / 255.0 * 0.35;
        var random = new Random(seed);
        var notes = new List<SongNote>();
        for (int beat = 0; beat < 64; beat++)
        {
            void Add(double at, int key, int velocity)
            {
                double start = 1 + period * (beat + at) + 0.015 * (random.NextDouble() * 2 - 1);
                notes.Add(new SongNote((long)(start * 960), (long)(start * 960) + 100, start, start + 0.4 * period, (byte)key,
                    (byte)velocity, 0, 0));
            }
            Add(0, beat % 2 == 0 ? 40 : 45, 90);
            Add(0, 60 + beat % 5, 80);
            if (beat % 4 != 3)
                Add(0.5, 64, 55);
        }
        ImmutableArray<double> beats = BeatTracker.Track([.. notes.OrderBy(n => n.Start)]);
        int hits = Enumerable.Range(0, 64).Count(b => beats.Any(t => Math.Abs(t - 1 - period * b) < 0.07));
        Assert.InRange(hits, 60, 64);
        Assert.InRange(beats.Length, 60, 68);
    }

    [Fact]
    public void Nothing_to_count_by_has_no_beats()
    {
        Assert.Empty(BeatTracker.Track([]));
        Assert.Empty(BeatTracker.Track(SongNotes.Of(TestSongs.Chords([60, 64]))));
    }

    [Fact]
    public void Scores_and_performances_are_told_apart()
    {
        Song prelude = TestSongs.Prelude();
        Assert.True(TimingStyle.IsScore(prelude, SongNotes.Of(prelude)));
        var builder = new SongBuilder(480);
        int track = builder.AddTrack();
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
            builder.AddNote(track, i * 301 + random.Next(60), 200, 60 + i % 7);
        Song played = builder.ToSong();
        Assert.False(TimingStyle.IsScore(played, SongNotes.Of(played)));
        Assert.True(SongAnalysis.Of(played).ToReport().Tempo.IsPerformance);
    }

    [Fact]
    public void Swung_eighths_are_two_to_one()
    {
        var builder = new SongBuilder(480);
        int track = builder.AddTrack();
        for (int beat = 0; beat < 32; beat++)
        {
            builder.AddNote(track, beat * 480, 320, 60);
            builder.AddNote(track, beat * 480 + 320, 160, 64);
        }
        Assert.Equal(2, SongAnalysis.Of(builder.ToSong()).ToReport().Tempo.Swing!.Value, 0.01);
        Assert.Null(SongAnalysis.Of(TestSongs.Line(Enumerable.Repeat(60, 32))).ToReport().Tempo.Swing);
    }

    [Fact]
    public void A_bar_of_three_starts_where_the_bass_is()
    {
        var notes = new List<SongNote>();
        for (int beat = 0; beat < 60; beat++)
        {
            double start = beat * 0.5;
            notes.Add(new SongNote(0, 0, start, start + 0.4, (byte)(beat % 3 == 1 ? 36 : 67), 70, 0, 0));
            if (beat % 3 == 1)
                notes.Add(new SongNote(0, 0, start, start + 1.4, 72, 90, 0, 0));
        }
        Assert.Equal((3, 1), BarFinder.Find([.. notes], [.. Enumerable.Range(0, 60).Select(i => i * 0.5)]));
    }
}
