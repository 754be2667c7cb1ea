using Cascade.Dsp;

namespace Cascade.Package.Tests.Embedding;

internal static class OwnInstrument
{
    public static void Run()
    {
        var engine = new VoiceEngine(new SineOrgan());
        foreach (int key in (ReadOnlySpan<int>)[48, 55, 64])
            engine.NoteOn(key, 0.8f);
        float[] left = new float[48_000], right = new float[48_000];
        engine.Render(left, right);
        WaveFile.Write("organ.wav", left, right, engine.SampleRate);
    }
}

/// <summary>Three sines for each key, all 128 keys in one bank.</summary>
internal sealed class SineOrgan() : Instrument("organ", Octave, Twelfth)
{
    public static readonly Parameter Octave = new("octave", Unit.Ratio, 0, 1, 0.5f), Twelfth = new("twelfth", Unit.Ratio, 0, 1, 0.25f);

    private readonly float[] _level = new float[128], _target = new float[128];
    private readonly double[] _phase = new double[128], _step = new double[128];
    private readonly int[] _start = new int[128];

    public override int ActiveVoices => 128 - _level.AsSpan().Count(0f);

    protected override void Setup(EngineSettings settings)
    {
        for (int key = 0; key < 128; key++)
            _step[key] = 2 * Math.PI * settings.Tuning[key] / settings.SampleRate;
    }

    protected override void Clear()
    {
        foreach (float[] array in (ReadOnlySpan<float[]>)[_level, _target])
            array.AsSpan().Clear();
    }

    public override void Apply(in EngineEvent e, int offset)
    {
        switch (e.Kind)
        {
            case EventKind.NoteOn when e.Number < 128 && e.Value > 0:
                if (_level[e.Number] == 0)
                    (_phase[e.Number], _level[e.Number], _start[e.Number]) = (0, 1e-6f, offset);
                _target[e.Number] = 0.1f * Math.Min(e.Value, 1);
                break;
            case EventKind.NoteOn or EventKind.NoteOff when e.Number < 128:
                _target[e.Number] = 0;
                break;
            case EventKind.AllNotesOff or EventKind.AllSoundOff:
                _target.AsSpan().Clear();
                break;
        }
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        for (int key = 0; key < 128; key++)
            if (_level[key] > 0)
                Add(key, left);
        left.CopyTo(right);
    }

    private void Add(int key, Span<float> output)
    {
        (double phase, float level, float octave, float twelfth) = (_phase[key], _level[key], Get(Octave), Get(Twelfth));
        for (int i = _start[key]; i < output.Length; i++)
        {
            level += 0.002f * (_target[key] - level);
            output[i] += level * (float)(Math.Sin(phase) + octave * Math.Sin(2 * phase) + twelfth * Math.Sin(3 * phase));
            phase += _step[key];
        }
        _start[key] = 0;
        _phase[key] = phase % (2 * Math.PI);
        _level[key] = level < 1e-6f && _target[key] == 0 ? 0 : level;   // an ended voice costs nothing, and no subnormals
    }
}
