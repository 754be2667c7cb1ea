using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Oscillators;

namespace Cascade.Benchmarks;

/// <summary>The limiter in blocks of the engine: asleep, far below the ceiling, near it so that true peaks are measured, and 6 dB above it;
/// a frame is one stereo sample.</summary>
public class LimiterBenchmarks
{
    private readonly float[] _noise = new float[2 * Frames.Count];
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private Limiter _limiter = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    /// <summary>The peak of the noise; the ceiling is 0.89.</summary>
    [Params(0, 0.1f, 0.4f, 1.8f)]
    public float Amplitude { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _limiter = new Limiter();
        _limiter.Prepare(new EngineSettings { Width = Width });
        new Noise().Process(_noise);
        for (int i = 0; i < _noise.Length; i++)
            _noise[i] *= Amplitude;
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Limiter()
    {
        _noise.AsSpan(0, Frames.Count).CopyTo(_left);
        _noise.AsSpan(Frames.Count).CopyTo(_right);
        for (int i = 0; i < Frames.Count; i += VoiceEngine.BlockSize)
            _limiter.Process(_left.AsSpan(i, VoiceEngine.BlockSize), _right.AsSpan(i, VoiceEngine.BlockSize));
    }
}
