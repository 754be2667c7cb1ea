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
    public void Beats_of_an_hour_are_found_to_its_end()
    {
        // So many onsets that the first beats are settled while later ones are looked for; the tempo goes up and down.
        double[] beats = new double[6_000];
        for (int b = 1; b < beats.Length; b++)
            beats[b] = beats[b - 1] + 0.6 * (1 + 0.1 * Math.Sin(b * 0.02));
        var notes = new List<SongNote>();
        for (int b = 0; b + 1 < beats.Length; b++)
        {
            double beat = beats[b + 1] - beats[b];
            notes.Add(new SongNote(0, 0, beats[b], beats[b] + beat, (byte)(b % 4 == 0 ? 36 : 43), 90, 0, 0));
            notes.Add(new SongNote(0, 0, beats[b], beats[b] + 0.9 * beat, (byte)(67 + b % 5), 80, 0, 0));
            notes.Add(new SongNote(0, 0, beats[b] + beat / 2, beats[b + 1], 60, 50, 0, 0));
        }
        ImmutableArray<double> found = BeatTracker.Track([.. notes]);
        Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First < pair.Second));
        int at = 0, hits = 0;
        foreach (double beat in beats)
        {
            while (at < found.Length && found[at] < beat - 0.03)
                at++;
            hits += at < found.Length && found[at] <= beat + 0.03 ? 1 : 0;
        }
        Assert.InRange(hits, 5_950, 6_000);
        Assert.InRange(found.Length, 5_950, 6_050);
    }

    [Fact]
    public void Runs_between_chords_make_no_beats_of_their_own()
    {
        // Chords on the beat, and four, later three notes to it above them, all equally loud.
        var notes = new List<SongNote>();
        for (int beat = 0; beat < 96; beat++)
        {
            int parts = beat < 48 ? 4 : 3;
            foreach (int key in (int[])[40 + beat / 4 % 3 * 5, 47, 52])
                notes.Add(new SongNote(0, 0, beat * 0.7, beat * 0.7 + 0.6, (byte)key, 70, 0, 0));
            for (int part = 0; part < parts; part++)
                notes.Add(new SongNote(0, 0, (beat + (double)part / parts) * 0.7, (beat + (part + 1.0) / parts) * 0.7,
                    (byte)(72 + part), 70, 0, 0));
        }
        ImmutableArray<double> found = BeatTracker.Track([.. notes.OrderBy(n => n.Start)]);
        int hits = Enumerable.Range(0, 96).Count(b => found.Any(t => Math.Abs(t - 0.7 * b) < 0.03));
        Assert.InRange(hits, 92, 96);
        Assert.InRange(found.Length, 92, 100);
    }

    [Fact]
    public void After_a_long_silence_counting_starts_anew()
    {
        SongNote[] notes = [.. Enumerable.Range(0, 40).Select(i => (i < 20 ? 0.5 * i : 0.4 * (i - 20) + 30))
            .Select((start, i) => new SongNote(0, 0, start, start + 0.3, (byte)(i % 2 == 0 ? 40 : 60), 80, 0, 0))];
        ImmutableArray<double> found = BeatTracker.Track([.. notes]);
        Assert.DoesNotContain(found, beat => beat is > 10.2 and < 29.8);
        Assert.Contains(found, beat => Math.Abs(beat - 9) < 0.05);
        Assert.Contains(found, beat => Math.Abs(beat - 34) < 0.05);
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

    [Fact]
    public void Tunes_with_15_ms_of_jitter_are_quantised_as_written()
    {
        // With known beats, at least 95 of 100 notes come to stand where they are written, in tunes of every kind.
        (int right, int all) = (0, 0);
        var random = new Random(1);
        foreach (Song song in TestSongs.Tunes().Select(t => t.Song))
        {
            ImmutableArray<SongNote> notes = SongNotes.Of(song);
            double[] beats = [.. Enumerable.Range(0, (int)(notes.Max(n => n.End) / 0.5) + 2).Select(b => 0.5 * b)];
            BeatGrid grid = BeatGrid.OfBeats(song, beats);
            (SongNote Note, double Start)[] played = [.. notes.Select(n =>
                (n with { Start = n.Start + Jitter(random), End = n.End + Jitter(random) }, grid.StartOf(n))).OrderBy(n => n.Item1.Start)];
            ImmutableArray<QuantisedNote> quantised = Quantisation.Of([.. played.Select(p => p.Note)], grid);
            Assert.Equal(notes.Length, quantised.Length);
            Assert.All(quantised, q => Assert.True(q.Length > 0));
            right += quantised.Zip(played).Count(p => Math.Abs(p.First.Start - p.Second.Start) < 0.5 / Quantisation.PartsPerBeat);
            all += notes.Length;
        }
        Assert.InRange((double)right / all, 0.95, 1);

        static double Jitter(Random random) =>
            0.015 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void Triplets_and_sixteenths_are_told_apart_at_any_tempo_of_the_player()
    {
        // The beats grow longer by a third, as at the end of a piece.
        double[] beats = [.. Enumerable.Range(0, 25).Select(b => 0.5 * b + 0.003 * b * b)];
        double[] bar = [0, 1 / 3.0, 2 / 3.0, 1, 1.25, 1.5, 1.75, 2, 2.5];
        double[] places = [.. Enumerable.Range(0, 8).SelectMany(b => bar.Select(p => 3 * b + p))];
        Song song = TestSongs.Line([60]);
        BeatGrid grid = BeatGrid.OfBeats(song, beats, beatsPerBar: 3);
        SongNote[] notes = [.. places.Select((p, i) => new SongNote(0, 0, grid.SecondsAt(p) + 0.004 * (i % 3 - 1),
            grid.SecondsAt(i + 1 < places.Length ? places[i + 1] : 24), 60, 64, 0, 0))];
        ImmutableArray<QuantisedNote> quantised = Quantisation.Of([.. notes], grid);
        Assert.Equal(places, quantised.Select(q => q.Start), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(1 / 3.0, quantised[0].Length, 1e-9);
        Assert.Equal(0.25, quantised[4].Length, 1e-9);
        Assert.Empty(Quantisation.Of([], grid));
    }
}
