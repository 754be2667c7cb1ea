using Cascade.Dsp.Envelopes;

namespace Cascade.Dsp.Tests.Synth;

public class SynthStealingTests
{
    [Fact]
    public void A_stolen_voice_fades_without_a_click()
    {
        var rig =
            new SynthRig(SynthRig.Sine with { Amplitude = new AdsrSettings(0.005f, 0.1f, 1, 0.05f, EnvelopeShape.Linear) }, polyphony: 4);
        double steepest = 0;
        float last = 0;
        for (int note = 0; note < 200; note++)
        {
            rig.Engine.NoteOn(40 + note % 12, 1);
            float[] sound = rig.Left(700 + note * 7 % 100);
            foreach (float sample in sound)
            {
                steepest = Math.Max(steepest, Math.Abs(sample - last));
                last = sample;
            }
            Assert.InRange(rig.Engine.ActiveVoices, 1, 8);
        }
        // Eight voices at most, each a sine up to 156 Hz whose envelope moves at most 1/240 a sample.
        Assert.True(steepest < 8 * (2 * Math.PI * 156 / 48_000 + 1.0 / 240), $"steepest step {steepest}");
    }

    [Fact]
    public void A_released_voice_gives_way_before_a_held_one()
    {
        var rig = new SynthRig(SynthRig.Sine with { Amplitude = new AdsrSettings(0.001f, 0.1f, 1, 5) }, polyphony: 2);
        rig.Engine.NoteOn(81, 1);
        rig.Left(4_800);
        rig.Engine.NoteOn(57, 1);
        rig.Left(4_800);
        rig.Engine.NoteOff(57);
        rig.Left(960);
        rig.Engine.NoteOn(45, 0.001f);
        rig.Left(4_800);
        // The held 880 Hz still sounds beside the new 110 Hz; the released 220 Hz has gone.
        double[] levels = Signals.Spectrum.MagnitudeDb(rig.Left(48_000), Signals.Window.BlackmanHarris);
        Assert.True(levels[880] > -6);
        Assert.True(levels[110] > -6);
        Assert.True(levels[220] < -80);
    }

    // Attack of the sound in seconds, time between the notes of a chord, velocity of the new notes.
    [Theory]
    [InlineData(0.002f, 0, 1)]
    [InlineData(0.002f, 0, 0.05f)]
    [InlineData(0.5f, 0, 1)]
    [InlineData(0.5f, 0.03f, 0.05f)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 0.1f, 1)]
    [InlineData(2, 0.1f, 0.1f)]
    [InlineData(5, 0.05f, 0.5f)]
    public void The_newest_chord_sounds_whatever_the_attack(float attack, float apart, float velocity)
    {
        SynthPatch patch = SynthRig.Sine with { Amplitude = new AdsrSettings(attack, 0.1f, 1, 1), VelocitySensitivity = 1 };
        foreach (float before in new[] { 0.1f, 4 })
        {
            var rig = new SynthRig(patch, polyphony: 4);
            foreach (int key in new[] { 33, 45, 93, 99 })
                rig.Engine.NoteOn(key, 1);
            rig.Left((int)(before * 48_000));
            int[] chord = [60, 66, 71, 76];
            foreach (int key in chord)
            {
                rig.Engine.NoteOn(key, velocity);
                rig.Left((int)(apart * 48_000) / 32 * 32);
            }
            rig.Left((int)(attack * 48_000) + 4_800);
            double[] levels = Signals.Spectrum.MagnitudeDb(rig.Left(48_000), Signals.Window.BlackmanHarris);
            foreach (int key in chord)
                Assert.True(LevelOf(levels, key) > 40 * Math.Log10(velocity) - 6, $"Key {key} at {LevelOf(levels, key)} dB.");
            Assert.True(LevelOf(levels, 33) < -80 && LevelOf(levels, 99) < -80);
        }
    }

    [Fact]
    public void The_bass_and_the_melody_give_way_last()
    {
        var rig = new SynthRig(SynthRig.Sine with { Amplitude = new AdsrSettings(0.01f, 0.1f, 1, 1) }, polyphony: 6);
        foreach (int key in new[] { 90, 57, 60, 64, 67, 36 })
            rig.Engine.NoteOn(key, 1);
        rig.Left(96_000);
        foreach (int key in new[] { 55, 59, 62, 66, 69, 71 })
        {
            rig.Engine.NoteOn(key, 1);
            rig.Left(60_000);
        }
        double[] levels = Signals.Spectrum.MagnitudeDb(rig.Left(48_000), Signals.Window.BlackmanHarris);
        Assert.True(LevelOf(levels, 36) > -6 && LevelOf(levels, 90) > -6);
        Assert.True(LevelOf(levels, 57) < -80 && LevelOf(levels, 67) < -80 && LevelOf(levels, 71) > -6);
    }

    // Between a bass and a melody that stay.
    [Theory]
    [InlineData(1, 0.2f)]
    [InlineData(0.2f, 1)]
    public void The_quieter_of_two_old_voices_gives_way(float first, float second)
    {
        var rig = new SynthRig(SynthRig.Sine with { VelocitySensitivity = 1 }, polyphony: 4);
        foreach ((int key, float velocity) in new[] { (36, 1), (57, first), (64, second), (90, 1) })
            rig.Engine.NoteOn(key, velocity);
        rig.Left(96_000);
        rig.Engine.NoteOn(60, 1);
        rig.Left(4_800);
        double[] levels = Signals.Spectrum.MagnitudeDb(rig.Left(48_000), Signals.Window.BlackmanHarris);
        (int loud, int quiet) = first > second ? (57, 64) : (64, 57);
        Assert.True(LevelOf(levels, loud) > -6 && LevelOf(levels, quiet) < -80);
        Assert.True(LevelOf(levels, 36) > -6 && LevelOf(levels, 90) > -6 && LevelOf(levels, 60) > -6);
    }

    // Struck less than 10 ms ago and let go already, a note is still missed more than old ones that are held.
    [Fact]
    public void A_note_that_has_just_begun_does_not_give_way_though_it_is_released()
    {
        var amplitude = new AdsrSettings(0.001f, 0.1f, 1, 10, EnvelopeShape.Linear);
        var rig = new SynthRig(SynthRig.Sine with { Amplitude = amplitude }, polyphony: 2);
        foreach (int key in new[] { 45, 57 })
            rig.Engine.NoteOn(key, 1);
        rig.Left(96_000);
        rig.At(0, EventKind.NoteOn, 69, 1);
        rig.At(96, EventKind.NoteOff, 69, 0);
        rig.At(192, EventKind.NoteOn, 81, 1);
        rig.Left(4_800);
        double[] levels = Signals.Spectrum.MagnitudeDb(rig.Left(48_000), Signals.Window.BlackmanHarris);
        Assert.True(LevelOf(levels, 69) > -6 && LevelOf(levels, 81) > -6);
        Assert.True(LevelOf(levels, 45) < -80 && LevelOf(levels, 57) < -80);
    }

    private static double LevelOf(double[] levels, int key)
    {
        int bin = (int)Math.Round(440 * Math.Pow(2, (key - 69) / 12.0));
        return levels[(bin - 1)..(bin + 2)].Max();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(1_024)]
    public void No_more_voices_play_than_the_polyphony(int polyphony)
    {
        var rig = new SynthRig(SynthRig.Sine, polyphony);
        for (int channel = 0; channel < 16; channel++)
        {
            for (int key = 0; key < 128; key++)
                rig.Engine.NoteOn(key, 1, channel);
            rig.Left(64);
        }
        rig.Left(4_800);
        Assert.Equal(polyphony, rig.Engine.ActiveVoices);
        for (int channel = 0; channel < 16; channel++)
            rig.At(0, EventKind.AllNotesOff, 0, 0, channel);
        rig.Left(4_800);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_025)]
    public void Polyphony_outside_its_range_throws(int polyphony) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SynthInstrument(SynthPatch.Default, polyphony));
}
