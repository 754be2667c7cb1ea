using BenchmarkDotNet.Attributes;
using Cascade.Dsp;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Oscillators;

namespace Cascade.Benchmarks;

/// <summary>One stand-alone oscillator at each width.</summary>
public class OscillatorBenchmarks
{
    private readonly float[] _output = new float[Frames.Count];
    private Oscillator _oscillator = null!;

    public static IEnumerable<LaneWidth> Widths => SynthBenchmarks.Widths;

    [ParamsSource(nameof(Widths))]
    public LaneWidth Width { get; set; }

    [Params(Waveform.Saw, Waveform.Square)]
    public Waveform Waveform { get; set; }

    [Params(OscillatorMode.Wavetable, OscillatorMode.Economical)]
    public OscillatorMode Mode { get; set; }

    [GlobalSetup]
    public void Setup() => _oscillator = new Oscillator(Waveform, Mode, Width) { Frequency = 440 };

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Oscillator() => _oscillator.Process(_output);
}

/// <summary>The other stand-alone units, mono.</summary>
public class UnitBenchmarks
{
    private readonly float[] _input = new float[Frames.Count];
    private readonly float[] _output = new float[Frames.Count];
    private readonly Adsr _adsr = new();
    private readonly StateVariable _stateVariable = new();
    private readonly OnePole _onePole = new();
    private readonly Biquad _biquad = new();
    private readonly Noise _noise = new();

    [GlobalSetup]
    public void Setup() => new Noise().Process(_input);

    /// <summary>A note of a tenth of a second through all its segments.</summary>
    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Adsr()
    {
        _adsr.NoteOn();
        _adsr.Process(_output.AsSpan(0, Frames.Count / 2));
        _adsr.NoteOff();
        _adsr.Process(_output.AsSpan(Frames.Count / 2));
    }

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void StateVariable() => _stateVariable.Process(_input, _output);

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void OnePole() => _onePole.Process(_input, _output);

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void Biquad() => _biquad.Process(_input, _output);

    [Benchmark(OperationsPerInvoke = Frames.Count)]
    public void WhiteNoise() => _noise.Process(_output);
}
