using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Benchmarks;

/// <summary>All 128 keys of the piano struck at full velocity with the pedal down, and their first second; a frame is one stereo sample.</summary>
public class PianoBenchmarks
{
    private const int FirstSecond = Frames.SampleRate;

    private readonly float[] _left = new float[FirstSecond];
    private readonly float[] _right = new float[FirstSecond];
    private VoiceEngine _engine = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup() => _engine = new VoiceEngine(new PianoInstrument(), new EngineOptions { Width = Width });

    [Benchmark(OperationsPerInvoke = FirstSecond)]
    public void AllKeys()
    {
        _engine.Reset();
        _engine.Control(64, 1);
        for (int key = 0; key < 128; key++)
            _engine.NoteOn(key, 1);
        _engine.Render(_left, _right);
    }
}
