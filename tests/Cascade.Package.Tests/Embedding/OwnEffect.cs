using Cascade.Dsp;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Output;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Presets;

namespace Cascade.Package.Tests.Embedding;

internal static class OwnEffect
{
    public static void Run()
    {
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("organ")), null, new Tremolo(), new Limiter());
        engine.SetParameter(Tremolo.Rate, 4, slot: 1);   // slot 0 is the instrument, 1 the first effect
        engine.SetParameter(Tremolo.Depth, 1, slot: 1);
        engine.NoteOn(57, 0.9f);
        float[] left = new float[96_000], right = new float[96_000];
        engine.Render(left, right);
        WaveFile.Write("tremolo.wav", left, right, engine.SampleRate);
    }
}

/// <summary>The loudness goes up and down.</summary>
internal sealed class Tremolo : IEffect
{
    public const int Rate = 0, Depth = 1;

    private static readonly ParameterInfo[] s_parameters = [new("rate", Unit.Hertz, 0.1f, 20, 5, Taper.Logarithmic), new("depth", Unit.Ratio, 0, 1, 0.5f)];
    private readonly Ramp _depth = new(0.5f, seconds: 0.02f);   // what can be heard moves without a click
    private double _phase, _rate = 5, _sampleRate;

    public ReadOnlySpan<ParameterInfo> Parameters => s_parameters;

    public int LatencySamples => 0;

    public int TailSamples => 0;

    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _depth.Prepare(sampleRate);
        Process(new float[64], new float[64]);   // compiled now, not on the audio thread
        Reset();
    }

    public void Reset()
    {
        _phase = 0;
        _depth.Reset();
    }

    public void SetParameter(int index, float value)
    {
        if (index == Rate)
            _rate = s_parameters[Rate].Clamp(value);
        else if (index == Depth)
            _depth.MoveTo(s_parameters[Depth].Clamp(value));
    }

    public void Process(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            float gain = 1 - _depth.Next() * (0.5f - 0.5f * (float)Math.Cos(2 * Math.PI * _phase));
            left[i] *= gain;
            right[i] *= gain;
            _phase = (_phase + _rate / _sampleRate) % 1;
        }
    }
}
