using BenchmarkDotNet.Attributes;
using Cascade.Dsp;

namespace Cascade.Benchmarks;

/// <summary>The reverb in the engine's blocks of 32 frames; a frame is one stereo sample.</summary>
public class ReverbBenchmarks
{
    private const int Block = 32;

    // The length of a fade at 48 kHz.
    private const int MovingFrames = 45 * Block;

    private readonly float[] _noise = new float[Frames.Count];
    private readonly float[] _silence = new float[Frames.Count];
    private readonly float[] _left = new float[Frames.Count];
    private readonly float[] _right = new float[Frames.Count];
    private Reverb _hall = null!, _cathedral = null!, _moving = null!, _asleep = null!;
    private float _size = 1;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (int i = 0; i < _noise.Length; i++)
            _noise[i] = random.NextSingle() - 0.5f;
        _hall = Ready(new Reverb(PresetLibrary.Effect("reverb", "hall")));
        _cathedral = Ready(new Reverb(PresetLibrary.Effect("reverb", "cathedral")));
        _moving = Ready(new Reverb(PresetLibrary.Effect("reverb", "hall")));
        _asleep = Ready(new Reverb(PresetLibrary.Effect("reverb", "hall")));
        Process(_moving, _noise, Frames.Count);
    }

    /// <summary>The hall of 2 s, none of whose delays moves.</summary>
    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Hall() => Process(_hall, _noise, Frames.Count);

    /// <summary>The cathedral, four of whose lines are modulated.</summary>
    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Cathedral() => Process(_cathedral, _noise, Frames.Count);

    /// <summary>A size that changes all the time: every delay fades and every filter moves.</summary>
    [Benchmark(OperationsPerInvoke = MovingFrames)]
    public void Moving()
    {
        _size = 1.9f - _size;
        _moving.Set(Reverb.Size, _size);
        Process(_moving, _noise, MovingFrames);
    }

    /// <summary>A reverb that hears nothing.</summary>
    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Asleep() => Process(_asleep, _silence, Frames.Count);

    private void Process(Reverb reverb, float[] input, int frames)
    {
        input.AsSpan(0, frames).CopyTo(_left);
        input.AsSpan(0, frames).CopyTo(_right);
        for (int i = 0; i < frames; i += Block)
            reverb.Process(_left.AsSpan(i, Block), _right.AsSpan(i, Block));
    }

    private Reverb Ready(Reverb effect)
    {
        effect.Prepare(new EngineSettings { Width = Width });
        return effect;
    }
}
