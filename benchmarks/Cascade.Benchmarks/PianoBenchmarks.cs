using BenchmarkDotNet.Attributes;
using Cascade.Dsp;

namespace Cascade.Benchmarks;

/// <summary>All 128 keys of the piano struck at full velocity with the pedal down, and one key alone. A frame is one stereo sample at
/// 48 kHz: 208 ns of it are 1 % of a core.</summary>
public class PianoBenchmarks
{
    private const int Second = Frames.SampleRate;

    private readonly float[] _left = new float[10 * Second];
    private readonly float[] _right = new float[10 * Second];
    private VoiceEngine _engine = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [GlobalSetup]
    public void Setup() => _engine = new VoiceEngine(new PianoInstrument(), new EngineOptions { Width = Width });

    [IterationSetup(Target = nameof(NoteOns))]
    public void AtRest()
    {
        _engine.Reset();
        _engine.Control(64, 1);
        _engine.Render(_left.AsSpan(0, Second), _right.AsSpan(0, Second));
    }

    [IterationSetup(Target = nameof(FirstSecond))]
    public void JustStruck()
    {
        AtRest();
        Strike();
    }

    [IterationSetup(Target = nameof(AfterTenSeconds))]
    public void StruckTenSecondsAgo()
    {
        JustStruck();
        _engine.Render(_left, _right);
    }

    [IterationSetup(Target = nameof(OneKey))]
    public void OneStruck()
    {
        _engine.Reset();
        _engine.NoteOn(60, 0.8f);
        _engine.Render(_left.AsSpan(0, VoiceEngine.BlockSize), _right.AsSpan(0, VoiceEngine.BlockSize));
    }

    /// <summary>128 blows and the block they begin in; an operation is one blow.</summary>
    [Benchmark(OperationsPerInvoke = 128)]
    public void NoteOns() => Strike();

    /// <summary>The second after the block of the blows; an operation is a frame.</summary>
    [Benchmark(OperationsPerInvoke = Second)]
    public void FirstSecond() => _engine.Render(_left.AsSpan(0, Second), _right.AsSpan(0, Second));

    /// <summary>The eleventh second; an operation is a frame.</summary>
    [Benchmark(OperationsPerInvoke = Second)]
    public void AfterTenSeconds() => _engine.Render(_left.AsSpan(0, Second), _right.AsSpan(0, Second));

    /// <summary>The first second of C4 held alone; an operation is a frame.</summary>
    [Benchmark(OperationsPerInvoke = Second)]
    public void OneKey() => _engine.Render(_left.AsSpan(0, Second), _right.AsSpan(0, Second));

    private void Strike()
    {
        for (int key = 0; key < 128; key++)
            _engine.NoteOn(key, 1);
        _engine.Render(_left.AsSpan(0, VoiceEngine.BlockSize), _right.AsSpan(0, VoiceEngine.BlockSize));
    }
}
