using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.GeneralMidi;

/// <summary>The drum kit: a sound for every key of GM and GS, those that end each other, and none that changes when repeated.</summary>
public sealed class DrumTests
{
    private const int Channel = PatchBank.DrumChannel;

    // Scratches, hi-hats, whistles, guiros, cuicas, triangles, surdos.
    private static readonly int[][] s_classes = [[29, 30], [42, 44, 46], [71, 72], [73, 74], [78, 79], [80, 81], [86, 87]];

    private static readonly int[] s_keys = [.. Enumerable.Range(Sounding.LowestDrum, Sounding.HighestDrum - Sounding.LowestDrum + 1)];

    [Fact]
    public void Every_key_sounds_like_no_other()
    {
        double[][] pictures = [.. s_keys.Select(key => Picture(Sounding.Drum(key, 24_000)))];
        for (int i = 0; i < s_keys.Length; i++)
            for (int other = 0; other < i; other++)
            {
                double distance = pictures[i].Zip(pictures[other], (a, b) => Math.Abs(a - b)).Average();
                Assert.True(distance > 1, $"Keys {s_keys[i]} and {s_keys[other]} are {distance:F2} dB apart.");
            }
    }

    [Fact]
    public void Every_key_is_loud_enough() =>
        Assert.All(s_keys, key => Assert.InRange(Sounding.Drum(key, 24_000).Max(Math.Abs), 0.003f, 1));

    [Fact]
    public void Sounds_of_a_class_end_each_other_and_nothing_else()
    {
        VoiceEngine engine = Sounding.Engine();
        // How many voices are left of a drum, 20 ms after its blow.
        Dictionary<int, int> later = s_keys.ToDictionary(key => key, key => Voices(engine, key, 992));
        Dictionary<int, int> soon = s_keys.ToDictionary(key => key, key => Voices(engine, key, 480));
        foreach (int first in s_keys)
            foreach (int second in s_keys)
            {
                Silence(engine);
                engine.NoteOn(first, 0.8f, Channel);
                Sounding.Next(engine, 512);
                engine.NoteOn(second, 0.8f, Channel);
                Sounding.Next(engine, 480);
                bool ends = Array.Exists(s_classes, keys => keys.Contains(first) && keys.Contains(second));
                Assert.True(engine.ActiveVoices == soon[second] + (ends ? 0 : later[first]),
                    $"{second} after {first}: {engine.ActiveVoices} voices, {soon[second]} of its own, {later[first]} of the other");
            }
    }

    [Fact]
    public void A_class_ends_nothing_on_another_channel()
    {
        VoiceEngine engine = Sounding.Engine();
        engine.Events.TryEnqueue(new EngineEvent(0, EventKind.DrumPart, 0, 1, 0));
        engine.NoteOn(46, 0.8f, Channel);
        Sounding.Next(engine, 512);
        int open = engine.ActiveVoices;
        engine.NoteOn(42, 0.8f, 0);
        Sounding.Next(engine, 480);
        Assert.True(engine.ActiveVoices > open);
    }

    // A closed hi-hat ends the open one within 10 ms, but not with a click.
    [Fact]
    public void A_closed_hi_hat_is_heard_to_end_the_open_one()
    {
        VoiceEngine engine = Sounding.Engine();
        engine.NoteOn(46, 1, Channel);
        Sounding.Next(engine, 4_800);
        double open = Loudness(Sounding.Next(engine, 2_400));
        engine.NoteOn(42, 0.01f, Channel);
        Sounding.Next(engine, 960);
        Assert.InRange(Loudness(Sounding.Next(engine, 2_400)), -200, open - 20);
    }

    // With controllers 126, mono, and 65, glide: as a wandering file may leave them. Noise differs from blow to blow by up to 3 dB a band.
    [Fact]
    public void No_drum_changes_its_pitch_when_it_is_repeated()
    {
        foreach (int key in s_keys)
        {
            VoiceEngine plain = Sounding.Engine(), moved = Sounding.Engine();
            moved.Control(5, 1, Channel);
            moved.Control(65, 1, Channel);
            moved.Control(126, 1, Channel);
            moved.NoteOn(s_keys[0] + (key == s_keys[0] ? 1 : 0), 0.01f, Channel);
            Sounding.Next(moved, 4_800);
            double[] pictures = Picture(Hit(plain, key));
            Assert.InRange(pictures.Zip(Picture(Hit(moved, key)), (a, b) => Math.Abs(a - b)).Average(), 0, 4);
            Assert.InRange(pictures.Zip(Picture(Hit(moved, key)), (a, b) => Math.Abs(a - b)).Average(), 0, 4);
        }
    }

    // Reset (0 none, 2 GM2, 3 GS, 4 XG), bank, and whether a program chosen from it on channel 4 is a kit.
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 120, true)]
    [InlineData(2, 120, true)]
    [InlineData(2, 121, false)]
    [InlineData(0, 127, true)]
    [InlineData(4, 127, true)]
    [InlineData(3, 127, false)]
    [InlineData(4, 64, false)]
    [InlineData(4, 126, true)]
    [InlineData(0, 126, false)]
    [InlineData(3, 126, false)]
    public void A_bank_of_drums_makes_a_channel_one_of_drums(int reset, int bank, bool isDrums)
    {
        var events = new List<EngineEvent>();
        if (reset > 0)
            events.Add(new EngineEvent(0, EventKind.SystemReset, 0, (ushort)reset, 0));
        events.Add(EngineEvent.Control(0, 0, bank / 127f, 3));
        Assert.False(PlaysKit(events));
        events.Add(EngineEvent.Program(0, 80, 3));
        Assert.Equal(isDrums, PlaysKit(events));
        // A melody's program brings the melody back, and so does a message that says so.
        Assert.False(PlaysKit([.. events, EngineEvent.Control(0, 0, 0, 3), EngineEvent.Program(0, 80, 3)]));
        Assert.False(PlaysKit([.. events, new EngineEvent(0, EventKind.DrumPart, 3, 0, 0)]));
    }

    [Fact]
    public void A_melody_bank_makes_channel_10_one_of_melodies_in_a_rack_too()
    {
        EngineEvent[] events = [EngineEvent.Control(0, 0, 121 / 127f, 9), EngineEvent.Program(0, 0, 9), EngineEvent.NoteOn(0, 60, 1, 9)];
        Assert.False(GeneralMidiRack.IsNeededFor(new Sequence(events, 48_000)));
        Assert.True(GeneralMidiRack.IsNeededFor(new Sequence([EngineEvent.NoteOn(0, 60, 1, 9)], 48_000)));
        Rack rack = GeneralMidiRack.Create();
        var engine = new VoiceEngine(rack);
        foreach (EngineEvent e in events)
            engine.Events.TryEnqueue(e);
        Sounding.Next(engine, 4_800);
        Assert.All(rack.Parts, part => Assert.Equal(part.Name == "grand", part.Instrument.ActiveVoices > 0));
    }

    [Theory]
    [InlineData(4, 0, false)]
    [InlineData(4, 64, false)]
    [InlineData(4, 127, true)]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, true)]
    [InlineData(3, 0, true)]
    public void In_XG_a_melody_bank_makes_channel_10_one_of_melodies(int reset, int bank, bool isDrums)
    {
        EngineEvent on = new(0, EventKind.SystemReset, 0, (ushort)reset, 0), program = EngineEvent.Program(0, 80, 9);
        EngineEvent chosen = EngineEvent.Control(0, 0, bank / 127f, 9);
        Assert.Equal(isDrums, PlaysKit([on, chosen, program], 9));
        // No bank, or a message that says so: drums.
        Assert.True(PlaysKit([on, program], 9));
        Assert.True(PlaysKit([on, new EngineEvent(0, EventKind.DrumPart, 9, 1, 0), chosen, program], 9));
    }

    // A cymbal sounds on when its key is up, a lead does not.
    private static bool PlaysKit(IEnumerable<EngineEvent> events, int channel = 3)
    {
        VoiceEngine engine = Sounding.Engine();
        foreach (EngineEvent e in events)
            engine.Events.TryEnqueue(e);
        engine.NoteOn(49, 1, channel);
        Sounding.Next(engine, 960);
        engine.NoteOff(49, channel);
        Sounding.Next(engine, 24_000);
        return engine.ActiveVoices > 0;
    }

    private static float[] Hit(VoiceEngine engine, int key)
    {
        engine.NoteOn(key, 100 / 127f, Channel);
        float[] sound = Sounding.Next(engine, 24_000);
        engine.NoteOff(key, Channel);
        Silence(engine);
        return sound;
    }

    private static int Voices(VoiceEngine engine, int key, int frames)
    {
        Silence(engine);
        engine.NoteOn(key, 0.8f, Channel);
        Sounding.Next(engine, frames);
        return engine.ActiveVoices;
    }

    private static void Silence(VoiceEngine engine)
    {
        engine.Control(120, 0, Channel);
        Sounding.Next(engine, 480);
        Assert.Equal(0, engine.ActiveVoices);
    }

    // Levels of third octaves in three spans of time, against the whole.
    private static double[] Picture(float[] sound)
    {
        double[][] spans = [.. new[] { 0..2_400, 2_400..9_600, 9_600..24_000 }.Select(span => ThirdOctaves(sound.AsSpan(span)))];
        double loudest = spans.Max(span => span.Max());
        return [.. spans.SelectMany(span => span).Select(level => Math.Max(level - loudest, -50))];
    }

    private static double[] ThirdOctaves(ReadOnlySpan<float> sound)
    {
        double[] levels = Spectrum.MagnitudeDb(sound, Window.Hann);
        var powers = new double[24];
        for (int bin = 1; bin < levels.Length; bin++)
        {
            int band = (int)Math.Floor(3 * Math.Log2((double)bin * 48_000 / sound.Length / 50));
            if (band is >= 0 and < 24)
                powers[band] += Math.Pow(10, levels[bin] / 10);
        }
        return [.. powers.Select(power => 10 * Math.Log10(power + 1e-20))];
    }

    private static double Loudness(float[] sound) => 10 * Math.Log10(sound.Sum(x => (double)x * x) / sound.Length + 1e-20);
}
