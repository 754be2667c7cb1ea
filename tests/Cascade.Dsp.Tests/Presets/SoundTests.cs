using Cascade.Dsp.Presets;
using Cascade.Dsp.Tests.Synth;

namespace Cascade.Dsp.Tests.Presets;

/// <summary>A sound is one file: what is written is read again, says what is wrong, and plays what it says.</summary>
public sealed class SoundTests
{
    public static TheoryData<string> Names => [.. PresetLibrary.Sounds.Select(sound => sound.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_read_again(string name)
    {
        string json = PresetLibrary.Sound(name).ToJson();
        Assert.Equal(json, Sound.FromJson(json).ToJson());
    }

    [Fact]
    public void So_is_what_no_preset_has()
    {
        Sound sound = Full;
        Sound read = Sound.FromJson(sound.ToJson());
        Assert.Equal(sound.Tuning.Frequencies, read.Tuning.Frequencies);
        IReadOnlyList<EffectPatch> none = [];
        Assert.Equal(sound.Parts.Select(part => part with { Inserts = none }), read.Parts.Select(part => part with { Inserts = none }));
        Assert.Equal((sound.Name, sound.Description, sound.Gain), (read.Name, read.Description, read.Gain));
        Assert.Equal(sound.ReverbBus, read.ReverbBus);
        Assert.Equal(sound.ChorusBus, read.ChorusBus);
        Assert.Equal(sound.Effects, read.Effects);
        Assert.Equal(sound.Parts.SelectMany(part => part.Inserts), read.Parts.SelectMany(part => part.Inserts));
    }

    [Fact]
    public void A_part_has_the_levels_of_its_sound()
    {
        Part part = Full.Parts[0].Create(8);
        Assert.Equal((-1f, 0.5f, -3f, -4f),
            (part.Get(Part.Gain), part.Get(Part.Pan), part.Get(Part.ReverbSend), part.Get(Part.ChorusSend)));
        Assert.Equal(("p", 0x8001, 1, 100, -12), (part.Name, part.Channels, part.LowestKey, part.HighestKey, part.Transpose));
    }

    [Fact]
    public void Names_stand_for_what_the_library_has()
    {
        Sound sound = Sound.FromJson("""
            {
              "kind": "sound", // as people write it
              "parts": [{ "piano": "Honky Tonk" }, { "synth": "strings", "channels": [2, 16], "inserts": ["chorus: ensemble"] }],
              "reverbBus": ["room"],
              "effects": ["delay", { "effect": "limiter", "values": { "ceiling": -3 } },],
            }
            """);
        Assert.Equal(PresetLibrary.Piano("honky-tonk"), sound.Parts[0].Piano);
        Assert.Equal(PresetLibrary.Synth("strings"), sound.Parts[1].Synth);
        Assert.Equal(1 << 1 | 1 << 15, sound.Parts[1].Channels);
        Assert.Equal([PresetLibrary.Effect("chorus", "ensemble")], sound.Parts[1].Inserts);
        Assert.Equal([PresetLibrary.Effect("reverb", "room")], sound.ReverbBus);
        Assert.Equal((EffectKind.Find("delay")!.Presets[0], -3f), (sound.Effects[0], sound.Effects[1][Limiter.Ceiling]));
        Assert.Same(KeyTuning.Default, sound.Tuning);
    }

    [Theory]
    [InlineData("", "Line 1")]
    [InlineData("null", "null")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$.kind")]
    [InlineData("""{ "kind": "patch", "parts": [{ "piano": "grand" }] }""", "$.kind")]
    [InlineData("""{ "kind": "sound", "version": 2, "parts": [{ "piano": "grand" }] }""", "$.version")]
    [InlineData("""{ "kind": "sound" }""", "$.parts")]
    [InlineData("""{ "kind": "sound", "parts": null }""", "$.parts")]
    [InlineData("""{ "kind": "sound", "parts": [null] }""", "$.parts[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{}] }""", "$.parts[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand", "synth": "organ" }] }""", "$.parts[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grandd" }] }""", "$.parts[0].piano: there is no piano 'grandd'")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": { "hardnes": 1 } }] }""", "Line 1, at $.parts[0].piano.hardnes")]
    [InlineData("""{ "kind": "sound", "parts": [{ "synth": 7 }] }""", "$.parts[0].synth")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand", "channels": [0] }] }""", "$.parts[0].channels")]
    [InlineData("{ \"kind\": \"sound\",\n \"parts\": [{ \"piano\": \"grand\", \"gane\": 1 }] }", "Line 2")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand" }], "effects": ["reverb: cave"] }""", "$.effects[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand" }], "effects": [null] }""", "$.effects[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand", "inserts": [{ "effect": "fuzz" }] }] }""", "$.parts[0].inserts[0]")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand" }], "tuning": "just" }""", "$.tuning")]
    [InlineData("""{ "kind": "sound", "parts": [{ "piano": "grand" }], "tuning": [440] }""", "$.tuning")]
    public void What_is_wrong_is_said_with_its_place(string json, string place) =>
        Assert.Contains(place, Assert.Throws<PresetFormatException>(() => Sound.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_plays_as_the_same_made_by_hand()
    {
        var hand = new VoiceEngine(
            new Rack(new Part(new PianoInstrument()) { Name = "piano" }, Strings()) { ReverbBus = [new Reverb()] }, null, new Limiter());
        Assert.Equal(Render(hand), Render(new VoiceEngine(PresetLibrary.Sound("piano and strings"))));

        static Part Strings()
        {
            var part = new Part(new SynthInstrument(PresetLibrary.Synth("strings")));
            part.Set(Part.Gain, -12);
            return part;
        }
    }

    [Fact]
    public void One_plain_part_is_its_instrument_alone()
    {
        Assert.IsType<PianoInstrument>(PresetLibrary.Sound("bright").CreateInstrument());
        Assert.Equal(7, Assert.IsType<SynthInstrument>(PresetLibrary.Sound("organ").CreateInstrument(7)).Polyphony);
        Assert.Equal(7, ((SynthInstrument)((Rack)PresetLibrary.Sound("stage piano").CreateInstrument(7)).Parts[0].Instrument).Polyphony);
    }

    [Fact]
    public void Gain_and_tuning_are_the_sounds_own()
    {
        Sound plain = Sound.Of(SynthRig.Sine), tuned = plain with { Gain = -20, Tuning = KeyTuning.Equal(220) };
        float[] a = Render(new VoiceEngine(plain)), b = Render(new VoiceEngine(tuned, new EngineOptions { Tuning = KeyTuning.Equal(500) }));
        Assert.Equal(0.1, SynthRig.Peak(b) / SynthRig.Peak(a), 1e-3);
        Assert.Equal(SynthRig.Frequency(a) / 2, SynthRig.Frequency(b), 0.05);
    }

    [Fact]
    public void What_cannot_play_is_refused_before_it_does()
    {
        Sound none = new(), both = new() { Parts = [new SoundPart { Piano = PianoPatch.Default, Synth = SynthPatch.Default }] };
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceEngine(none));
        Assert.Throws<InvalidOperationException>(() => none.ToJson());
        Assert.Throws<InvalidOperationException>(() => new VoiceEngine(both));
        Assert.Throws<InvalidOperationException>(() => both.ToJson());
        Assert.Throws<ArgumentException>(() =>
            new VoiceEngine(Sound.Of(PianoPatch.Default) with { Effects = [new EffectPatch { Effect = "fuzz" }] }));
    }

    private static Sound Full => new()
    {
        Name = "all",
        Description = "every field",
        Gain = -7.5f,
        Tuning = KeyTuning.FromFrequencies([.. Enumerable.Range(0, 128).Select(key => 10.0 + key)]),
        Parts =
        [
            new SoundPart
            {
                Piano = PresetLibrary.Piano("bright").With(PianoInstrument.Hardness, 1.25f), Name = "p", Channels = 0x8001, LowestKey = 1,
                HighestKey = 100, Transpose = -12, Gain = -1, Pan = 0.5f, ReverbSend = -3, ChorusSend = -4,
                Inserts = [PresetLibrary.Effect("delay", "slap").With(Delay.Mix, 0.125f)],
            },
            new SoundPart { Synth = PresetLibrary.Synth("organ") with { Unison = 3 } },
        ],
        ReverbBus = [PresetLibrary.Effect("reverb", "plate")],
        ChorusBus = [PresetLibrary.Effect("chorus", "ensemble")],
        Effects = [PresetLibrary.Effect("equalizer", "warm"), PresetLibrary.Effect("limiter", "loud")],
    };

    private static float[] Render(VoiceEngine engine)
    {
        var left = new float[48_000];
        engine.NoteOn(60, 0.7f);
        engine.Render(left, new float[left.Length]);
        return left;
    }
}
