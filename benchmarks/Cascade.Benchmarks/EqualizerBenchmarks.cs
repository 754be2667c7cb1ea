using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Oscillators;

namespace Cascade.Benchmarks;

/// <summary>Ten stereo bands in blocks of 32 frames: standing still, with one band's gain always on its way, and asleep.</summary>
public class EqualizerBenchmarks
{
    private const int Block = 32;

    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private readonly float[] _blockLeft = new float[Block];
    private readonly float[] _blockRight = new float[Block];
    private Equalizer _equalizer = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new Noise().Process(_left);
        new Noise().Process(_right);
        var bands = new EqualizerBand[Equalizer.MaximumBands];
        for (int i = 0; i < bands.Length; i++)
            bands[i] = new() { Frequency = 31.25f * (1 << i), GainDecibels = i % 2 == 0 ? 3 : -3, Q = 1 };
        _equalizer = new Equalizer(bands);
        _equalizer.Prepare(new EngineSettings { Width = Width });
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void TenBands()
    {
        for (int at = 0; at < Frames.Count; at += Block)
            Process(at);
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void TenBandsOneMoving()
    {
        for (int at = 0; at < Frames.Count; at += Block)
        {
            _equalizer.Set(Equalizer.BandGain(0), at % (2 * Block) == 0 ? 3 : 4);
            Process(at);
        }
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Asleep()
    {
        _blockLeft.AsSpan().Clear();
        _blockRight.AsSpan().Clear();
        for (int at = 0; at < Frames.Count; at += Block)
            _equalizer.Process(_blockLeft, _blockRight);
    }

    private void Process(int at)
    {
        _left.AsSpan(at, Block).CopyTo(_blockLeft);
        _right.AsSpan(at, Block).CopyTo(_blockRight);
        _equalizer.Process(_blockLeft, _blockRight);
    }
}
