using Cascade.Samples.Analysis;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class PredictionTests
{
    private static readonly int[] _tune = [60, 62, 64, 60, 60, 62, 64, 60, 64, 65, 67, 64, 65, 67, 67, 69, 67, 65, 64, 60];

    [Property(MaxTest = 30)]
    public void Probabilities_are_together_1_and_none_is_0(byte[] keys)
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = new MusicalKey(7, true) };
        foreach (byte key in keys)
        {
            Assert.Equal(1, predictor.Probabilities.ToArray().Sum(p => (double)p), 1e-3);
            Assert.DoesNotContain(predictor.Probabilities.ToArray(), p => !(p > 0));
            double bits = -Math.Log2(predictor.Probabilities[Math.Min((int)key, 127)]);
            Assert.Equal(bits, predictor.Learn(key), 1e-6);
        }
    }

    [Fact]
    public void What_came_before_is_expected_again()
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = default(MusicalKey) };
        double First = _tune.Sum(k => predictor.Learn(k)), second = _tune.Sum(k => predictor.Learn(k)),
            third = _tune.Sum(k => predictor.Learn(k));
        Assert.InRange(second, 0, 0.75 * First);
        Assert.InRange(third, 0, second);
    }

    [Fact]
    public void A_transposed_melody_is_foretold_alike()
    {
        var home = new NextNotePredictor(NextNoteModel.Default) { Key = new MusicalKey(0, false) };
        var moved = new NextNotePredictor(NextNoteModel.Default) { Key = new MusicalKey(5, false) };
        foreach (int key in _tune)
            Assert.Equal(home.Learn(key), moved.Learn(key + 5), 1e-4);
    }

    [Fact]
    public void Reset_forgets_a_piece()
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default);
        double[] first = [.. _tune.Select(k => predictor.Learn(k))];
        predictor.Reset();
        Assert.Equal(first, _tune.Select(k => predictor.Learn(k)));
    }

    [Fact]
    public void A_copy_goes_on_like_the_original_and_apart_from_it()
    {
        var one = new NextNotePredictor(NextNoteModel.Default);
        foreach (int key in _tune)
            one.Learn(key, 0.5);
        var other = new NextNotePredictor(NextNoteModel.Default);
        other.CopyFrom(one);
        Assert.Equal(one.Probabilities.ToArray(), other.Probabilities.ToArray());
        other.Learn(90);
        Assert.NotEqual(one.Probabilities.ToArray(), other.Probabilities.ToArray());
        Assert.Throws<ArgumentException>(() => other.CopyFrom(new NextNotePredictor(NextNoteModel.Load(NextNoteModel.Default.Save()))));
    }

    [Property(MaxTest = 30)]
    public void What_is_remembered_between_notes_changes_nothing_that_is_foretold(byte[] events)
    {
        NextNotePredictor one = new(NextNoteModel.Default), without = new(NextNoteModel.Default);
        foreach (byte what in events.Concat(_tune.Select(k => (byte)k)))
        {
            switch (what)
            {
                case < 16: one.Key = new MusicalKey(what % 12, what % 5 == 0); break;
                case < 32: one.SetLastLength(what / 8.0); break;
                case < 36: one.BeatInBar = what % 4; break;
                case < 38: one.Reset(keepWeights: what % 2 == 0); break;
                default: one.Learn(what, what % 3); break;
            }
            // A copy looks everything up anew.
            without.CopyFrom(one);
            Assert.Equal(without.Probabilities.ToArray(), one.Probabilities.ToArray());
            without = new(NextNoteModel.Default);
        }
    }

    [Fact]
    public void Foretelling_and_learning_allocate_nothing_and_fit_in_2_MB()
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default);
        for (int i = 0; i < 500; i++)
            predictor.Learn(_tune[i % _tune.Length], 0.5);
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                predictor.Key = new MusicalKey(i / 100 % 12, false);
                predictor.BeatInBar = i % 4;
                predictor.Learn(40 + i * 7 % 50, 1 + i % 3);
                predictor.SetLastLength(0.5);
            }
        }));
        Assert.InRange(NextNoteModel.Default.Bytes + NextNotePredictor.Bytes, 1, 2_000_000);
    }

    [Fact]
    public void The_model_is_saved_and_loaded_whole()
    {
        byte[] bytes = NextNoteModel.Default.Save();
        NextNoteModel again = NextNoteModel.Load(bytes);
        Assert.Equal(bytes, again.Save());
        NextNotePredictor one = new(NextNoteModel.Default), other = new(again);
        Assert.Equal(_tune.Select(k => one.Learn(k)), _tune.Select(k => other.Learn(k)));
        NextNoteModel learned = one.ToModel();
        Assert.NotEqual(bytes, learned.Save());
        Assert.Equal(learned.Save(), NextNoteModel.Load(learned.Save()).Save());
    }

    [Property(MaxTest = 50)]
    public void Bytes_that_are_no_model_are_refused_not_more(ushort at, byte value, ushort cut)
    {
        byte[] bytes = NextNoteModel.Default.Save();
        byte[] shorter = bytes[..^(1 + cut)];
        Assert.Throws<FormatException>(() => NextNoteModel.Load(shorter));
        bytes[at % 4_000] = value;
        try
        {
            new NextNotePredictor(NextNoteModel.Load(bytes)).Learn(60);
        }
        catch (FormatException)
        {
            // A changed number may still be a model.
        }
    }

    [Fact]
    public void The_shipped_models_know_more_than_nothing()
    {
        // A tune that is not among those trained with: a uniform choice of 128 keys has 7 bits.
        int[] unseen = [67, 67, 69, 67, 72, 71, 67, 67, 69, 67, 74, 72];
        var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = default(MusicalKey) };
        Assert.InRange(unseen.Average(k => predictor.Learn(k)), 1, 3.5);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(0.06f)]
    [InlineData(float.NaN)]
    public void Rates_out_of_range_are_refused(float rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NextNotePredictor(NextNoteModel.Default, rate));
}
