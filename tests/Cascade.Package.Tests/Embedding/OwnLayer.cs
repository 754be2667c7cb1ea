using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class OwnLayer
{
    public static void Run()
    {
        var layer = new Layer(new PianoInstrument(), new SynthInstrument(PresetLibrary.Synth("strings")));
        var engine = new VoiceEngine(layer, null, new Reverb(), new Limiter());
        foreach (int key in (ReadOnlySpan<int>)[48, 55, 64])
            engine.NoteOn(key, 0.8f);
        engine.Set(layer, Layer.Strings, 0.5f);
        float[] left = new float[96_000], right = new float[96_000];
        engine.Render(left, right);
        WaveFile.Write("layer.wav", left, right, engine.SampleRate, WaveFormat.Float32);
    }
}

/// <summary>A piano with strings behind it: an instrument that holds two others.</summary>
internal sealed class Layer(Instrument piano, Instrument strings) : Instrument("layer", Strings)
{
    public static readonly Parameter Strings = new("strings", Unit.Ratio, 0, 1, 0.3f);

    private readonly float[] _left = new float[BlockSize], _right = new float[BlockSize];

    public override int ActiveVoices => piano.ActiveVoices + strings.ActiveVoices;

    protected override void Setup(EngineSettings settings)
    {
        piano.Prepare(settings);
        strings.Prepare(settings);
    }

    protected override void Clear()
    {
        piano.Reset();
        strings.Reset();
    }

    public override void Apply(in EngineEvent e, int offset)
    {
        piano.Apply(e, offset);
        strings.Apply(e, offset);
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        piano.Render(left, right);
        strings.Render(_left, _right);
        float gain = Get(Strings);
        for (int i = 0; i < left.Length; i++)
        {
            left[i] += gain * _left[i];
            right[i] += gain * _right[i];
        }
    }
}
