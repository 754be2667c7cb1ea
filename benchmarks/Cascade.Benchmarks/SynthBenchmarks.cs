using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;

namespace Cascade.Benchmarks;

/// <summary>The whole engine with held notes spread over the keyboard; a frame is one stereo sample.</summary>
public class SynthBenchmarks
{
    /// <summary>polyBLEP saw, ADSR, pan.</summary>
    private static readonly SynthPatch s_economical = new()
    {
        Oscillator1 = new OscillatorSettings { Waveform = Waveform.Saw, Mode = OscillatorMode.Economical },
        Filter = new FilterSettings { Mode = FilterMode.Off },
        Amplitude = new AdsrSettings(0.005f, 0.5f, 0.7f, 0.3f),
    };

    /// <summary>Cubic wavetable, two ADSRs, state-variable filter moved by one of them, LFO, pan.</summary>
    private static readonly SynthPatch s_full = new()
    {
        Filter = new FilterSettings { Mode = FilterMode.LowPass, Cutoff = 2_000, EnvelopeOctaves = 2, KeyTracking = 0.5f },
        Lfo1 = new LfoSettings { PitchCents = 5 },
    };

    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private VoiceEngine _economical = null!, _full = null!;

    public static IEnumerable<LaneWidth> Widths =>
        new[] { LaneWidth.Bits512, LaneWidth.Bits256, LaneWidth.Bits128, LaneWidth.Scalar }.Where(LaneWidths.IsSupported);

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [Params(1, 16, 64, 128)]
    public int Voices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _economical = Hold(s_economical);
        _full = Hold(s_full);
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Economical() => _economical.Render(_left, _right);

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Default() => _full.Render(_left, _right);

    private VoiceEngine Hold(SynthPatch patch)
    {
        var engine = new VoiceEngine(new SynthInstrument(patch), new EngineOptions { Width = Width });
        for (int voice = 0; voice < Voices; voice++)
            engine.NoteOn(Voices == 1 ? 60 : voice * 127 / (Voices - 1), 0.8f);
        for (int i = 0; i < 10; i++)
            engine.Render(_left, _right);
        if (engine.ActiveVoices != Voices)
            throw new InvalidOperationException($"{engine.ActiveVoices} voices sound, not {Voices}.");
        return engine;
    }
}

/// <summary>What silence costs: an engine that never played, and one whose 128 voices ended a second and a minute ago.</summary>
public class SilenceBenchmarks
{
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private VoiceEngine _engine = null!;

    /// <summary>Seconds since the last note ended; -1 for an engine that never played.</summary>
    [Params(-1, 1, 60)]
    public int SecondsAfter { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _engine = new VoiceEngine(new SynthInstrument());
        if (SecondsAfter < 0)
            return;
        for (int key = 0; key < 128; key++)
            _engine.NoteOn(key, 1);
        _engine.Render(_left, _right);
        _engine.Events.TryEnqueue(new EngineEvent(_engine.Position, EventKind.AllNotesOff, 0, 0, 0));
        for (int i = 0; i < 10 * (SecondsAfter + 1); i++)
            _engine.Render(_left, _right);
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Silence() => _engine.Render(_left, _right);
}
