using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Oscillators;

namespace Cascade.Benchmarks;

/// <summary>Chorus of three voices and ensemble of six at each width, in blocks of the engine; a frame is one stereo sample.</summary>
public class ChorusBenchmarks
{
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private readonly Chorus _chorus = new(), _ensemble = new();

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _ensemble.Set(Cascade.Dsp.Chorus.Mode, 1);
        _ensemble.Set(Cascade.Dsp.Chorus.Voices, 6);
        _chorus.Prepare(new EngineSettings { Width = Width });
        _ensemble.Prepare(new EngineSettings { Width = Width });
        new Noise().Process(_left);
        new Noise().Process(_right);
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Chorus() => Process(_chorus);

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Ensemble() => Process(_ensemble);

    private void Process(Chorus chorus)
    {
        for (int i = 0; i < Frames.Count; i += VoiceEngine.BlockSize)
            chorus.Process(_left.AsSpan(i, VoiceEngine.BlockSize), _right.AsSpan(i, VoiceEngine.BlockSize));
    }
}

/// <summary>The delay with both cuts, in blocks of the engine; a frame is one stereo sample.</summary>
public class DelayBenchmarks
{
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private readonly Delay _delay = new();

    [GlobalSetup]
    public void Setup()
    {
        new Noise().Process(_left);
        new Noise().Process(_right);
        _delay.Prepare(new EngineSettings());
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Delay()
    {
        for (int i = 0; i < Frames.Count; i += VoiceEngine.BlockSize)
            _delay.Process(_left.AsSpan(i, VoiceEngine.BlockSize), _right.AsSpan(i, VoiceEngine.BlockSize));
    }
}
