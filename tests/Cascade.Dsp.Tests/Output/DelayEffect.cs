namespace Cascade.Dsp.Tests.Output;

/// <summary>Delays by its latency and adds an echo half as loud at the end of its tail.</summary>
internal sealed class DelayEffect(int latency, int tail) : Effect("late")
{
    private readonly float[] _line = new float[latency + tail + 1];
    private int _at;

    public override int LatencyFrames => latency;

    public override int TailFrames => tail;

    protected override void Setup(EngineSettings settings)
    {
    }

    protected override void Silence()
    {
        Array.Clear(_line);
        _at = 0;
    }

    protected override void Run(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            _line[_at] = left[i];
            left[i] = right[i] = Tap(latency) + (tail > 0 ? 0.5f * Tap(latency + tail) : 0);
            _at = (_at + 1) % _line.Length;
        }
    }

    private float Tap(int delay) => _line[(_at - delay + _line.Length) % _line.Length];
}
