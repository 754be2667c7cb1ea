using Cascade.Dsp;
using Cascade.Dsp.Parameters;

namespace Cascade.Package.Tests.Embedding;

internal static class OwnEffect
{
    public static void Run()
    {
        var tremolo = new Tremolo();
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("organ")), null, tremolo, new Limiter());
        engine.Set(tremolo, Tremolo.Rate, 4);
        engine.Set(tremolo, Tremolo.Depth, 1);
        engine.NoteOn(57, 0.9f);
        float[] left = new float[96_000], right = new float[96_000];
        engine.Render(left, right);
        WaveFile.Write("tremolo.wav", left, right, engine.SampleRate);
    }
}

/// <summary>The loudness goes up and down. Bypass and mix come from the base.</summary>
internal sealed class Tremolo() : Effect("tremolo", Rate, Depth)
{
    public static readonly Parameter Rate = new("rate", Unit.Hertz, 0.1f, 20, 5, Taper.Logarithmic),
        Depth = new("depth", Unit.Ratio, 0, 1, 0.5f);

    private readonly Ramp _depth = new(0.5f, seconds: 0.02f);   // what can be heard moves without a click
    private double _phase;

    public override int LatencyFrames => 0;

    public override int TailFrames => 0;

    protected override void Setup(EngineSettings settings) => _depth.Prepare(settings.SampleRate);

    protected override void Silence()
    {
        _phase = 0;
        _depth.MoveTo(Get(Depth));
        _depth.Reset();
    }

    protected override void ParameterMoved(Parameter parameter) => _depth.MoveTo(Get(Depth));

    protected override void Run(Span<float> left, Span<float> right)
    {
        double step = Get(Rate) / Settings.SampleRate;
        for (int i = 0; i < left.Length; i++)
        {
            float gain = 1 - _depth.Next() * (0.5f - 0.5f * (float)Math.Cos(2 * Math.PI * _phase));
            left[i] *= gain;
            right[i] *= gain;
            _phase = (_phase + step) % 1;
        }
    }
}
