using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Output;

namespace Cascade.Benchmarks;

/// <summary>The loudness meter in blocks of the engine; a frame is one stereo sample. Growing is the worst case: the wave rises without
/// end, so true peaks are always measured.</summary>
public class LoudnessBenchmarks
{
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private readonly LoudnessMeter _meter = new(Frames.SampleRate);

    [GlobalSetup]
    public void Setup()
    {
        var noise = new Noise();
        noise.Process(_left);
        noise.Process(_right);
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Steady() => Measure();

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Growing()
    {
        _meter.Reset();
        for (int i = 0; i < Frames.Count; i++)
            (_left[i], _right[i]) = ((i & 1) * i * 1e-5f, (i & 1) * i * -1e-5f);
        Measure();
    }

    private void Measure()
    {
        for (int i = 0; i < Frames.Count; i += VoiceEngine.BlockSize)
            _meter.Add(_left.AsSpan(i, VoiceEngine.BlockSize), _right.AsSpan(i, VoiceEngine.BlockSize));
    }
}
