using BenchmarkDotNet.Attributes;
using Cascade.Dsp;

namespace Cascade.Benchmarks;

/// <summary>The whole chain: piano, equalizer, reverb, limiter. An operation is a frame at 48 kHz: 208 ns of it are 1 % of a
/// core.</summary>
public class ChainBenchmarks
{
    private const int Second = Frames.SampleRate;

    private readonly float[] _left = new float[Second];
    private readonly float[] _right = new float[Second];
    private VoiceEngine _engine = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup() => _engine = new VoiceEngine(new PianoInstrument(), new EngineOptions { Width = Width },
        new Equalizer(PresetLibrary.Effect("equalizer", "bright")), new Reverb(), new Limiter());

    [IterationSetup(Target = nameof(AllKeys))]
    public void Strike()
    {
        _engine.Reset();
        _engine.Control(7, 1);
        _engine.Control(64, 1);
        for (int key = 0; key < 128; key++)
            _engine.NoteOn(key, 1);
    }

    [IterationSetup(Target = nameof(Silence))]
    public void Rest() => _engine.Reset();

    /// <summary>All 128 keys at full velocity with the pedal down, the blows included.</summary>
    [Benchmark(OperationsPerInvoke = Second)]
    public void AllKeys() => _engine.Render(_left, _right);

    /// <summary>Nothing sounds.</summary>
    [Benchmark(OperationsPerInvoke = Second)]
    public void Silence() => _engine.Render(_left, _right);
}
