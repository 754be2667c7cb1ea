using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Harmony;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class HarmonyTests
{
    [Fact]
    public void A_cadence_has_its_degrees_in_every_key()
    {
        for (int shift = 0; shift < 12; shift++)
        {
            int[][] cadence = [[48, 60, 64, 67], [48, 60, 64, 67], [53, 57, 60, 65], [50, 57, 62, 65], [43, 59, 62, 65], [48, 60, 64, 67]];
            Song song = TestSongs.Chords([.. cadence.Select(c => c.Select(k => k + shift).ToArray())]);
            SongAnalysis analysis = SongAnalysis.Of(song);
            Assert.Equal(["I", "I", "IV", "ii", "V7", "I"], analysis.Harmony.Select(b => b.Numeral));
            Assert.All(analysis.Harmony, b => Assert.Equal(new MusicalKey(shift, false), b.Key));
            Assert.Equal([0, 0, 5, 2, 7, 0], analysis.Harmony.Select(b => (b.Chord.Root - shift + 12) % 12));
        }
    }

    [Fact]
    public void The_prelude_has_the_chords_that_textbooks_name()
    {
        SongAnalysis analysis = SongAnalysis.Of(TestSongs.Prelude());
        string[] bars = [.. analysis.Harmony.GroupBy(b => analysis.Grid.PlaceAt(b.Beat).Bar).Take(11)
            .Select(g => g.First().Chord.ToString())];
        Assert.Equal(["C", "Dm7/C", "G7/B", "C", "Am/C", "D7/C", "G/B", "Cmaj7/B"], bars[..8]);
        Assert.Equal(["D7", "G"], bars[9..]);
    }

    [Fact]
    public void A_modulation_is_followed()
    {
        int[][] inC = [[48, 64, 67], [53, 65, 69], [43, 62, 65, 71], [48, 64, 67]];
        int[][] song = [.. Enumerable.Repeat(inC, 4).SelectMany(c => c),
            .. Enumerable.Repeat(inC, 4).SelectMany(c => c).Select(c => c.Select(k => k + 4).ToArray())];
        SongAnalysis analysis = SongAnalysis.Of(TestSongs.Chords(song));
        Assert.Equal(new MusicalKey(0, false), analysis.Harmony[4].Key);
        Assert.Equal(new MusicalKey(4, false), analysis.Harmony[^1].Key);
        Assert.Equal(1, analysis.ToReport().Key.Changes);
    }

    [Theory]
    [InlineData(new[] { 60, 65, 67 }, "Csus4")]
    [InlineData(new[] { 60, 64, 68 }, "Caug")]
    [InlineData(new[] { 60, 63, 66, 69 }, "Cdim7")]
    [InlineData(new[] { 64, 67, 72 }, "C/E")]
    public void Single_chords_are_named(int[] keys, string name)
    {
        SongAnalysis analysis = SongAnalysis.Of(TestSongs.Chords(keys, keys, keys, keys));
        Assert.All(analysis.Harmony, b => Assert.Equal(name, b.Chord.ToString()));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 1)]
    [InlineData(7, 2)]
    [InlineData(10, 3)]
    [InlineData(1, 0)]
    public void Inversions_are_counted_from_the_root(int bass, int inversion) =>
        Assert.Equal(inversion, new Chord(0, ChordType.Dominant7, bass).Inversion);

    [Fact]
    public void Compound_metres_have_dotted_beats_and_pickups_are_bar_0()
    {
        var builder = new SongBuilder(TestSongs.Quarter);
        builder.AddMetre(0, new MidiTimeSignature(1, 8));
        builder.AddMetre(240, new MidiTimeSignature(6, 8));
        builder.AddNote(builder.AddTrack(), 0, 240 + 4 * 720, 60);
        BeatGrid grid = BeatGrid.OfScore(builder.ToSong());
        Assert.Equal([new BarPlace(0, 1), new BarPlace(1, 1), new BarPlace(1, 2), new BarPlace(2, 1)],
            ((long[])[0, 1, 2, 3]).Select(grid.PlaceAt));
        Assert.Equal((2, 1.5), (grid.BeatsPerBar(1), grid.BeatQuarters(1)));
        Assert.Equal(240 / 960.0 + 0.75, grid.SecondsAt(2), 1e-9);
    }

    [Property(MaxTest = 40)]
    public void A_table_of_sounds_adds_up_what_each_chord_expects(byte count, ushort seed)
    {
        var random = new Random(seed);
        int chords = 1 + count % 40;
        double[] tones = [.. Enumerable.Range(0, chords * 12).Select(_ => random.NextDouble())];
        double[] basses = [.. Enumerable.Range(0, chords * 12).Select(_ => random.NextDouble())];
        var weights = new PitchClassWeights();
        for (int i = 0; i < 12; i++)
            weights[i] = random.Next(3) == 0 ? random.NextSingle() : 0;
        var table = new SoundTable(chords, (c, pitch) => tones[c * 12 + pitch], (c, pitch) => basses[c * 12 + pitch]);
        var scores = new double[chords];
        table.Score(new BeatSlice(0, 0, seed % 12, weights), scores);
        for (int c = 0; c < chords; c++)
            Assert.Equal(basses[c * 12 + seed % 12] + Enumerable.Range(0, 12).Sum(i => weights[i] * tones[c * 12 + i]), scores[c], 1e-9);
    }
}
