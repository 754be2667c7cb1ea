using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

/// <summary>The programs of docs/embedding.md are those of this folder, word for word, and do what it says.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class EmbeddingTests : IDisposable
{
    private static readonly string[] s_programs =
    [
        nameof(GameLoop), nameof(CallbackAudio), nameof(ServerRendering), nameof(SoundServer), nameof(ManyEngines), nameof(OwnInstrument),
        nameof(OwnLayer), nameof(OwnEffect), nameof(OwnTuning), nameof(PresetRoundTrip), nameof(Recording), nameof(PracticeLoop),
        nameof(GeneralMidiSong),
    ];

    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_document_shows_these_programs()
    {
        string[] shown = ShownProgram.In("docs", "embedding.md");
        Assert.Equal(s_programs.Length, shown.Length);
        for (int i = 0; i < shown.Length; i++)
            Assert.Equal(ShownProgram.Of(ShownProgram.Text("tests", "Cascade.Package.Tests", "Embedding", s_programs[i] + ".cs")),
                shown[i]);
    }

    [Fact]
    public void The_game_hears_each_note_at_its_update()
    {
        GameLoop.Run();
        var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
        int[] melody = [60, 64, 67, 72, 67, 64];
        for (int i = 0; i < melody.Length; i++)
        {
            engine.Events.TryEnqueue(EngineEvent.NoteOn(i * 24_000, melody[i], 0.7f));
            engine.Events.TryEnqueue(EngineEvent.NoteOff(i * 24_000 + 19_200, melody[i]));
        }
        AssertPlays(engine, 144_000, WaveFormat.Int16, "game.wav");
    }

    [Fact]
    public void The_sound_card_gets_what_one_call_gives()
    {
        CallbackAudio.Run();
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("electric piano")));
        for (int i = 0; i < 8; i++)
        {
            if (i % 2 == 0)
                engine.Events.TryEnqueue(EngineEvent.NoteOn(i * 12_000, 60 + 2 * i, 0.8f));
            if (i % 2 == 0)
                engine.Events.TryEnqueue(EngineEvent.NoteOn(i * 12_000, 96, 0.5f, 1));
            else
                engine.Events.TryEnqueue(EngineEvent.NoteOn(i * 12_000, 60 + 2 * i, 0.8f));
            engine.Events.TryEnqueue(EngineEvent.NoteOff(i * 12_000 + 9_000, 60 + 2 * i));
        }
        AssertPlays(engine, 96_000, WaveFormat.Float32, "callback.wav");
    }

    [Fact]
    public void The_server_answers_with_the_song_and_refuses_what_is_none()
    {
        var song = new Sequence([EngineEvent.NoteOn(0, 60, 0.8f), EngineEvent.NoteOff(24_000, 60)], 48_000);
        Song.FromSequence(song).Write("song.mid");
        ServerRendering.Run();
        var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
        AssertRenders(engine, Song.Read("song.mid").ToSequence(48_000), WaveFormat.Int16, "answer.wav");
        File.WriteAllText("song.mid", "This is no song.");
        ServerRendering.Run();
        Assert.Equal(0, new FileInfo("answer.wav").Length);
    }

    [Fact]
    public void Many_engines_give_what_one_gives()
    {
        ManyEngines.Run();
        var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
        for (int i = 0; i < 6; i++)
        {
            engine.Reset();
            AssertRenders(engine, new Sequence([EngineEvent.NoteOn(0, 60 + i, 0.8f), EngineEvent.NoteOff(24_000, 60 + i)], 48_000),
                WaveFormat.Float32, $"song{i}.wav");
        }
    }

    [Fact]
    public void The_organ_plays_its_keys_and_drawbars_without_allocating()
    {
        OwnInstrument.Run();
        float[] sound = Sound("organ.wav");
        double c3 = Tone(sound, 130.8128);
        Assert.InRange(c3, 0.06, 0.1);
        Assert.InRange(Tone(sound, 2 * 130.8128) / c3, 0.45, 0.55);
        Assert.InRange(Tone(sound, 3 * 195.9977) / Tone(sound, 195.9977), 0.2, 0.3);
        Assert.True(Tone(sound, 140) < 0.01 * c3);

        var engine = new VoiceEngine(new SineOrgan());
        engine.NoteOn(60, 1);
        float[] left = new float[1000], right = new float[1000];
        engine.Render(left, right);
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            engine.NoteOff(60);
            for (int i = 0; i < 20; i++)
                engine.Render(left, right);
        }));
        Assert.Equal(0, engine.ActiveVoices);
        Assert.All(left, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void The_organ_starts_a_note_at_its_sample()
    {
        var engine = new VoiceEngine(new SineOrgan());
        engine.Events.TryEnqueue(EngineEvent.NoteOn(77, 69, 1));
        float[] left = new float[400], right = new float[400];
        engine.Render(left, right);
        // The first sample of a sine is 0.
        Assert.Equal(77 + engine.LatencyFrames + 1, left.AsSpan().IndexOfAnyExcept(0f));
    }

    [Fact]
    public void The_tremolo_goes_down_to_nothing_four_times_a_second()
    {
        OwnEffect.Run();
        float[] sound = Sound("tremolo.wav");
        double[] levels = [.. sound.Skip(48_000).Chunk(480).Select(piece => Math.Sqrt(piece.Sum(s => (double)s * s) / piece.Length))];
        Assert.True(levels.Max() > 0.01);
        double[] quiet = [.. Enumerable.Range(1, levels.Length - 2)
            .Where(i => levels[i] < levels[i - 1] && levels[i] <= levels[i + 1] && levels[i] < 0.1 * levels.Max()).Select(i => (double)i)];
        Assert.Equal(4, quiet.Length);
        Assert.All(quiet.Zip(quiet.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 24, 26));
    }

    [Fact]
    public void The_tunings_sound_at_their_frequencies()
    {
        OwnTuning.Run();
        float[] just = Sound("just.wav"), nineteen = Sound("nineteen.wav");
        // A4 stays at 440 Hz, a pure sixth above C4.
        const double C4 = 440 * 3 / 5.0;
        foreach (double ratio in (double[])[1, 5 / 4.0, 3 / 2.0])
            Assert.True(Tone(just, C4 * ratio) > 0.01);
        // The second partial of C4, where the pure and the equal one lie 5 Hz apart.
        Assert.True(Tone(just, 2 * C4) > 10 * Tone(just, 880 * Math.Pow(2, -9 / 12.0)));
        Assert.True(Tone(nineteen, 442 * Math.Pow(2, -9 / 19.0)) > 0.01);
        Assert.True(Tone(nineteen, 442 * Math.Pow(2, -5 / 19.0)) > 10 * Tone(nineteen, 440 * Math.Pow(2, -5 / 12.0)));
    }

    [Fact]
    public void The_preset_comes_back_as_it_was()
    {
        PresetRoundTrip.Run();
        SynthPatch found = PresetLibrary.Synth("super saw");
        SynthPatch mine = found with { Name = "my saw", Unison = 5, Amplitude = found.Amplitude with { Release = 1.5f } };
        Assert.Equal(mine, PresetLibrary.SynthFromJson(File.ReadAllText("my-saw.json")));
        var engine = new VoiceEngine(new SynthInstrument(mine));
        engine.NoteOn(57, 0.8f);
        AssertPlays(engine, 48_000, WaveFormat.Float32, "my-saw.wav");
    }

    [Fact]
    public void The_take_has_what_was_played_when_it_was_played()
    {
        Recording.Run();
        Sequence take = Song.Read("take.mid").ToSequence(48_000);
        Assert.Equal(
            [(0, EventKind.NoteOn, 60), (12_000, EventKind.NoteOn, 64), (24_000, EventKind.Control, 64), (36_000, EventKind.NoteOff, 60),
                (36_000, EventKind.NoteOff, 64)],
            take.Events.ToArray().Select(e => (e.Time, e.Kind, (int)e.Number)));
        Assert.Equal(100f / 127, take.Events[0].Value);
        Assert.Equal(48_000, take.Length);
    }

    [Fact]
    public void The_bars_are_practised_at_half_speed()
    {
        PracticeLoop.Run();
        Song song = Song.Read("exercise.mid");
        Assert.Equal(("Exercise", "Right hand", 12), (song.Title, song.Tracks[1].Name, song.NoteCount));
        // A beat of 180 a minute lasts 16,000 samples, at half speed 32,000; two bars are six beats.
        var engine = new VoiceEngine(new PianoInstrument());
        for (int i = 0; i < 12; i++)
        {
            engine.Events.TryEnqueue(EngineEvent.NoteOn(32_000 * i, 63 + i % 6, 80f / 127));
            engine.Events.TryEnqueue(EngineEvent.NoteOff(32_000 * (i + 1), 63 + i % 6) with { Value = i % 6 == 5 ? 0.5f : 64f / 127 });
        }
        AssertPlays(engine, 384_000, WaveFormat.Int16, "exercise.wav");
    }

    [Fact]
    public void The_layer_is_its_two_instruments()
    {
        OwnLayer.Run();
        float[] layer = Sound("layer.wav"), piano = Of(new PianoInstrument()),
            strings = Of(new SynthInstrument(PresetLibrary.Synth("strings")));
        double dot = 0, square = 0, difference = 0;
        // Before the limiter they would add up; the strings' half is what explains the difference to the piano best.
        for (int i = 0; i < layer.Length; i++)
        {
            dot += (layer[i] - piano[i]) * strings[i];
            square += strings[i] * strings[i];
        }
        for (int i = 0; i < layer.Length; i++)
            difference += Math.Pow(layer[i] - piano[i] - 0.5 * strings[i], 2);
        Assert.Equal(0.5, dot / square, 0.02);
        Assert.InRange(difference / square, 0, 0.01);

        static float[] Of(Instrument instrument)
        {
            var engine = new VoiceEngine(instrument, null, new Reverb(), new Limiter());
            foreach (int key in (int[])[48, 55, 64])
                engine.NoteOn(key, 0.8f);
            var left = new float[96_000];
            engine.Render(left, new float[left.Length]);
            return left;
        }
    }

    [Fact]
    public void The_band_has_its_piano_strings_bass_and_drums()
    {
        var score = new SongBuilder();
        foreach ((int channel, int? program, int key) in ((int, int?, int)[])[(0, 0, 60), (1, 48, 67), (2, 32, 36), (9, null, 38)])
            score.AddNote(score.AddTrack(null, channel, program), 0, 960, key);
        score.ToSong().Write("band.mid");
        GeneralMidiSong.Run();
        Sequence music = Song.Read("band.mid").ToSequence(48_000);
        Rack rack = GeneralMidiRack.For(music);
        Assert.Equal(4, rack.Parts.Count);
        Assert.IsType<PianoInstrument>(rack.Parts[0].Instrument);
        AssertRenders(new VoiceEngine(rack, null, new Limiter()), music, WaveFormat.Int16, "band.wav");
        // The piano is the modal one, through the same reverb: alone, it is what the rack plays of the first channel.
        float[] band = Sound("band.wav");
        Assert.True(Tone(band[..48_000], 261.6256) > 0.002);
    }

    [Fact]
    public void The_sound_of_the_document_plays()
    {
        string text = ShownProgram.Text("docs", "embedding.md"), json = text.Split("```json")[1].Split("```")[0];
        var sound = Dsp.Sound.FromJson(json);
        Assert.Equal(("piano and strings", 2, 2), (sound.Name, sound.Parts.Count, sound.Effects.Count));
        var engine = new VoiceEngine(sound);
        engine.NoteOn(60, 0.8f);
        var left = new float[48_000];
        engine.Render(left, new float[left.Length]);
        Assert.Contains(left, sample => Math.Abs(sample) > 0.01f);
    }

    // What a program has written is what an engine that is told the same gives in one call.
    private void AssertPlays(VoiceEngine engine, int frames, WaveFormat format, string written)
    {
        float[] left = new float[frames], right = new float[frames];
        engine.Render(left, right);
        Assert.Contains(left, sample => Math.Abs(sample) > 0.01f);
        WaveFile.Write("expected.wav", left, right, 48_000, format);
        Assert.Equal(File.ReadAllBytes("expected.wav"), File.ReadAllBytes(written));
    }

    private void AssertRenders(VoiceEngine engine, Sequence song, WaveFormat format, string written)
    {
        using var writer = new WaveWriter("expected.wav", 48_000, format: format);
        Assert.True(OfflineRenderer.Render(engine, song, writer).Left.Peak > 0.01f);
        writer.Complete();
        Assert.Equal(File.ReadAllBytes("expected.wav"), File.ReadAllBytes(written));
    }

    private static float[] Sound(string path) => WaveFile.Read(path)[0].ToArray();

    // The amplitude of a sine in the second half of a sound of one second.
    private static double Tone(float[] sound, double frequency)
    {
        double cosine = 0, sine = 0, window = 0;
        for (int i = sound.Length / 2; i < sound.Length; i++)
        {
            double weight = 1 - Math.Cos(4 * Math.PI * i / sound.Length), angle = 2 * Math.PI * frequency * i / 48_000;
            cosine += weight * sound[i] * Math.Cos(angle);
            sine += weight * sound[i] * Math.Sin(angle);
            window += weight;
        }
        return 2 * Math.Sqrt(cosine * cosine + sine * sine) / window;
    }
}
