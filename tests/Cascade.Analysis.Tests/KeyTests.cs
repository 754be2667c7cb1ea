using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Tests;

public class KeyTests
{
    [Fact]
    public void A_transposed_piece_has_the_transposed_key_as_surely()
    {
        Song prelude = TestSongs.Prelude();
        KeyGuess home = KeyClassifier.Default.Classify(SongNotes.Of(prelude))[0];
        Assert.Equal(new MusicalKey(0, IsMinor: false), home.Key);
        for (int semitones = -11; semitones <= 11; semitones++)
        {
            KeyGuess moved = KeyClassifier.Default.Classify(SongNotes.Of(TestSongs.Transposed(prelude, semitones)))[0];
            Assert.Equal((semitones + 12) % 12, moved.Key.Tonic);
            Assert.Equal(home.Probability, moved.Probability, 1e-9);
        }
    }

    [Fact]
    public void Probabilities_of_24_keys_are_together_1_and_descend()
    {
        var guesses = KeyClassifier.Default.Classify(SongNotes.Of(TestSongs.Line([60, 62, 64, 65, 67])));
        Assert.Equal(24, guesses.Select(g => g.Key).Distinct().Count());
        Assert.Equal(1, guesses.Sum(g => g.Probability), 1e-9);
        Assert.True(guesses.Zip(guesses.Skip(1)).All(p => p.First.Probability >= p.Second.Probability));
        Assert.Empty(KeyClassifier.Default.Classify(SongNotes.Of(TestSongs.Line([]))));
    }

    [Fact]
    public void What_was_trained_tells_tunes_it_has_not_seen_and_is_saved_whole()
    {
        var tunes = TestSongs.Tunes().Select(t => (VoiceLines.Of(SongNotes.Of(t.Song)), t.Key!.Value)).ToArray();
        KeyClassifier trained = KeyClassifier.Train([.. tunes.Where((_, i) => i % 3 != 0)], passes: 20);
        var unseen = tunes.Where((_, i) => i % 3 == 0).ToArray();
        Assert.InRange(unseen.Count(t => trained.Classify(t.Item1)[0].Key == t.Item2), (int)(0.7 * unseen.Length), unseen.Length);
        KeyClassifier again = KeyClassifier.Load(trained.Save());
        Assert.All(unseen, t => Assert.Equal(trained.Classify(t.Item1)[0].Key, again.Classify(t.Item1)[0].Key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1547)]
    public void What_is_no_classifier_is_refused(int length)
    {
        byte[] bytes = KeyClassifier.Default.Save()[..length];
        Assert.Throws<FormatException>(() => KeyClassifier.Load(bytes));
    }

    [Fact]
    public void The_running_key_settles_follows_and_does_not_waver()
    {
        int[] scale = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60];
        var running = new RunningKey(memorySeconds: 8);
        Assert.Null(running.Current);
        int changes = 0;
        MusicalKey? last = null;
        void Play(int shift, ref double time)
        {
            for (int round = 0; round < 6; round++)
                foreach (int key in scale)
                {
                    running.Add(key + shift, time, 0.3);
                    time += 0.3;
                    changes += last != running.Current ? 1 : 0;
                    last = running.Current;
                }
        }
        double time = 0;
        Play(0, ref time);
        Assert.Equal(new MusicalKey(0, false), running.Current);
        double atHome = running.Confidence;
        Play(6, ref time);
        Assert.Equal(new MusicalKey(6, false), running.Current);
        Assert.InRange(atHome, 0.3, 1);
        Assert.InRange(changes, 2, 8);
        Assert.Equal(running.Current, running.Alternatives()[0].Key);
        running.Reset();
        Assert.Null(running.Current);
    }

    [Theory]
    [InlineData("C major", 0, false)]
    [InlineData("d# minor", 3, true)]
    [InlineData("Cb major", 11, false)]
    public void Names_of_keys_are_read(string name, int tonic, bool isMinor)
    {
        Assert.True(MusicalKey.TryParse(name, out MusicalKey key));
        Assert.Equal(new MusicalKey(tonic, isMinor), key);
        Assert.True(MusicalKey.TryParse(key.ToString(), out MusicalKey again));
        Assert.Equal(key, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("C")]
    [InlineData("H major")]
    [InlineData("C? major")]
    [InlineData("C dorian")]
    public void What_is_no_key_is_not_read(string? name) => Assert.False(MusicalKey.TryParse(name, out _));
}
