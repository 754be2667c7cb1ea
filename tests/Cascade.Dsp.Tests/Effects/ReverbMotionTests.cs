using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>What of a reverb moves while it sounds: its parameters, and its lines.</summary>
public sealed class ReverbMotionTests
{
    private const int Rate = 48_000;

    // What an impulse adds to a sound is the answer of a reverb that was set so from the start.
    [Theory]
    [InlineData("pre-delay", 0.1f)]
    [InlineData("size", 1.4f)]
    [InlineData("decay", 0.5f)]
    [InlineData("low-ratio", 4)]
    [InlineData("high-ratio", 0.1f)]
    [InlineData("low-crossover", 800)]
    [InlineData("high-crossover", 1_500)]
    [InlineData("width", 0)]
    [InlineData("early-level", -60)]
    [InlineData("mix", 0.3f)]
    public void What_is_moved_while_it_sounds_is_as_if_set_before(string id, float value)
    {
        EffectPatch still = Spaces.Hall.With((Reverb.ModulationDepth, 0), (Reverb.LowRatio, 2), (Reverb.HighRatio, 0.5f), (Effect.Mix, 1));
        Parameter moved = new Reverb().Parameters.Find(id)!;
        float[] quiet = Answer(still, value, 0), loud = Answer(still, value, 1);
        float[] expected = Answer(still.With(moved, value), value, 1, isSilent: true);
        float[] before = Answer(still, still.Values.GetValueOrDefault(id, moved.Default), 1, isSilent: true);
        float[] added = [.. loud.Zip(quiet, (a, b) => a - b)];
        double energy = Energy(expected);
        Assert.InRange(Energy([.. added.Zip(expected, (a, b) => a - b)]) / energy, 0, 1e-6);
        Assert.True(Energy([.. before.Zip(expected, (a, b) => a - b)]) / energy > 1e-4);

        float[] Answer(EffectPatch patch, float set, float impulse, bool isSilent = false)
        {
            Reverb reverb = new Reverb(patch).Ready();
            float amplitude = isSilent ? 0 : 0.1f;
            float[] left = Samples.Noise(Rate, amplitude), right = Samples.Noise(Rate, amplitude, seed: 2);
            reverb.Process(left, right);
            reverb.Set(moved, set);
            for (int i = 0; i < 2; i++)
                reverb.Process(Samples.Noise(Rate, amplitude, seed: 3), Samples.Noise(Rate, amplitude, seed: 4));
            (left, right) = (Samples.Noise(2 * Rate, amplitude, seed: 5), Samples.Noise(2 * Rate, amplitude, seed: 6));
            left[0] += impulse;
            reverb.Process(left, right);
            return left;
        }
    }

    [Theory]
    [InlineData("pre-delay")]
    [InlineData("size")]
    [InlineData("decay")]
    [InlineData("low-ratio")]
    [InlineData("high-ratio")]
    [InlineData("low-crossover")]
    [InlineData("high-crossover")]
    [InlineData("width")]
    [InlineData("modulation-depth")]
    [InlineData("modulation-rate")]
    [InlineData("early-level")]
    [InlineData("mix")]
    [InlineData("freeze")]
    public void Moves_do_not_click(string id)
    {
        const double Frequency = 440;
        var reverb = new Reverb(Spaces.Hall.With((Reverb.ModulationDepth, 0.00005f), (Reverb.LowRatio, 0.5f), (Effect.Mix, 0.6f))).Ready();
        Parameter moved = reverb.Parameters.Find(id)!;
        double w2 = Math.Pow(2 * Math.PI * Frequency / Rate, 2);
        float[] sine = Samples.Sine(10 * Rate, Frequency, Rate), left = [.. sine], right = [.. sine];
        foreach (int second in Enumerable.Range(0, 10))
        {
            if (second > 1)
                reverb.Set(moved, second % 2 == 0 ? moved.Minimum : moved.Maximum);
            reverb.Process(left.AsSpan(second * Rate, Rate), right.AsSpan(second * Rate, Rate));
        }
        // A sine bends by w^2 of its amplitude from sample to sample, a step by all of its height.
        for (int part = Rate; part < left.Length - 4_800; part += 480)
        {
            double amplitude = Samples.Peak(left.AsSpan(part - 2_400, 4_800));
            for (int i = part; i < part + 480; i++)
            {
                double bend = Math.Abs(left[i] - 2 * left[i - 1] + left[i - 2]);
                Assert.True(bend <= (1.5 * w2 + 1e-3) * amplitude, $"{id} at {i}: {bend / amplitude:E2}, a sine {w2:E2}");
            }
        }
    }

    // Where lines move, an impulse is answered otherwise 0.3 s later.
    [Theory]
    [InlineData(0, 0, 1e-6)]
    [InlineData(0.001f, 1e-2, 4)]
    public void Modulation_moves_the_lines(float depth, double least, double most)
    {
        EffectPatch hall = Spaces.Hall.With((Reverb.ModulationDepth, depth), (Reverb.ModulationRate, 1));
        float[] once = Answer(), twice = Answer(14_400);
        float[] second = [.. twice.Zip(once, (a, b) => a - b).Skip(14_400)];
        float[] difference = [.. second.Zip(once, (a, b) => a - b)];
        Assert.InRange(Energy(difference) / Energy(once), least, most);

        float[] Answer(int again = 0)
        {
            Reverb reverb = ReverbResponse.Wet(hall, Rate);
            float[] left = Samples.Impulse(2 * Rate);
            left[again] = 1;
            reverb.Process(left, new float[2 * Rate]);
            return left;
        }
    }

    private static double Energy(float[] sound) => sound.Sum(sample => sample * (double)sample);
}
