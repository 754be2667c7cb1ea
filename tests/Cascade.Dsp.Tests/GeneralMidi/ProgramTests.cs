using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Dsp.Tests.GeneralMidi;

/// <summary>The 128 programs of General MIDI: each has a sound of its own, plays chords, and is in tune.</summary>
public sealed class ProgramTests
{
    private const int LastTuned = 114, OrchestraHit = 55;

    public static TheoryData<int> Programs => [.. Enumerable.Range(0, 128)];

    public static TheoryData<int> Tuned => [.. Enumerable.Range(0, LastTuned + 1)];

    public static TheoryData<int> Held =>
        [
            16, .. Enumerable.Range(18, 6), .. Enumerable.Range(40, 4), .. Enumerable.Range(48, 7), .. Enumerable.Range(56, 24),
            80, 81, 82, 85, 89, 90, 92, 109,
        ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_note_of_a_chord_sounds(int program)
    {
        Assert.Equal(VoiceMode.Poly, Sounding.Bank[program].Mode);
        VoiceEngine one = Sounding.Engine(program), three = Sounding.Engine(program);
        one.NoteOn(60, 0.8f);
        foreach (int key in new[] { 60, 64, 67 })
            three.NoteOn(key, 0.8f);
        Sounding.Next(one, 1_024);
        Sounding.Next(three, 1_024);
        Assert.InRange(one.ActiveVoices, 1, 64);
        Assert.Equal(3 * one.ActiveVoices, three.ActiveVoices);
    }

    [Theory]
    [MemberData(nameof(Tuned))]
    public void A_chord_has_the_partials_of_its_notes(int program)
    {
        float[] chord = Sounding.Play(program, 24_000, 57, 61, 64);
        foreach (int key in new[] { 57, 61, 64 })
        {
            (double frequency, double alone) = Sounding.Strongest(Sounding.Play(program, 24_000, key), 60, 6_000);
            double together = Sounding.Strongest(chord, frequency * 0.995, frequency * 1.005).Decibels;
            Assert.InRange(together, alone - 12, 6);
        }
    }

    [Theory]
    [MemberData(nameof(Tuned))]
    public void The_pitch_follows_the_key(int program)
    {
        double tolerance = Tolerance(program);
        foreach (int key in new[] { 48, 55, 60, 65, 72 })
        {
            double up = Math.Pow(2, 7 / 12.0);
            (double frequency, double level) = Sounding.Strongest(Sounding.Play(program, 24_000, key), 60, 4_000);
            (double fifth, double itsLevel) =
                Sounding.Strongest(Sounding.Play(program, 24_000, key + 7), frequency * up * 0.98, frequency * up * 1.02);
            Assert.InRange(Sounding.Cents(fifth, frequency * up), -tolerance, tolerance);
            Assert.InRange(itsLevel, level - 30, level + 30);
        }
    }

    // Pianos, organs, guitars, basses, strings, ensembles, brass, reeds, pipes, leads and pads have harmonic partials.
    [Theory]
    [MemberData(nameof(Tuned))]
    public void Harmonic_sounds_are_at_concert_pitch(int program)
    {
        if (program is (>= 8 and <= 14) or 47 or OrchestraHit or 98 or 108 or >= 112)
            return;
        double tolerance = Tolerance(program);
        foreach (int key in new[] { 48, 60, 72 })
        {
            double halves = Sounding.Strongest(Sounding.Play(program, 24_000, key), 60, 4_000).Frequency / Sounding.Frequency(key) * 2;
            Assert.InRange(1_200 * Math.Log2(halves / Math.Round(halves)), -tolerance, tolerance);
        }
    }

    // The first partial of a timpano and of a steel drum is the key's.
    [Theory]
    [InlineData(47)]
    [InlineData(114)]
    public void Timpani_and_steel_drums_are_tuned(int program)
    {
        foreach (int key in new[] { 40, 45, 48, 52, 55, 60, 64 })
        {
            double expected = Sounding.Frequency(key);
            (double frequency, double level) = Sounding.Strongest(Sounding.Play(program, 24_000, key), expected * 0.9, expected * 1.1);
            Assert.InRange(Sounding.Cents(frequency, expected), -4, 4);
            Assert.InRange(level, Sounding.Strongest(Sounding.Play(program, 24_000, key), 30, 4_000).Decibels - 12, 0);
        }
    }

    // Organs, bowed strings, ensembles, brass, reeds, pipes, leads and pads sound as long as the key is down.
    [Theory]
    [MemberData(nameof(Held))]
    public void What_is_blown_or_bowed_goes_on(int program)
    {
        float[] sound = Sounding.Play(program, 288_000, 60);
        Assert.InRange(Power(sound[240_000..]), Power(sound[60_000..84_000]) - 12, Power(sound[60_000..84_000]) + 12);
    }

    [Fact]
    public void No_program_shares_its_sound_with_another()
    {
        SynthPatch[] nameless = [.. Enumerable.Range(0, 128).Select(i => Sounding.Bank[i] with { Name = "", Description = "" })];
        Assert.Equal(128, nameless.Distinct().Count());
        Assert.Equal(128, Enumerable.Range(0, 128).Select(i => Sounding.Bank[i].Name).Distinct().Count());
    }

    // Half a second of C4: nothing drowns the others, nothing is lost.
    [Fact]
    public void The_programs_are_balanced()
    {
        double[] levels = [.. Enumerable.Range(0, 128).Select(program => Power(Sounding.Play(program, 24_000, 60)))];
        double median = levels.Order().ElementAt(64);
        for (int program = 0; program < 128; program++)
            Assert.True(levels[program] > median - 20 && levels[program] < median + 12,
                $"{Sounding.Bank[program].Name} is at {levels[program]:F1} dB, the median at {median:F1}.");
    }

    // What a third of a second shows of voices that beat wanders about their middle, by as much as they are apart.
    private static double Tolerance(int program) => 5 + (Sounding.Bank[program].Unison > 1 ? Sounding.Bank[program].UnisonCents : 0);

    private static double Power(float[] sound) => 10 * Math.Log10(sound.Sum(x => (double)x * x) / sound.Length);
}
