namespace Cascade.Dsp.Tests.Engine;

/// <summary>The plainest effect: a factor, an addend, and latency and tail that it only claims.</summary>
public sealed class ScaleEffect(int latency = 0, int tail = 0) : Effect("scale", Factor, Addend)
{
    public static readonly Parameter Factor = new("factor", Unit.None, 0, 10, 1), Addend = new("addend", Unit.None, -1, 1, 0);

    public override int LatencyFrames => latency;

    public override int TailFrames => tail;

    public EngineSettings? Prepared { get; private set; }

    protected override void Setup(EngineSettings settings) => Prepared = settings;

    protected override void Silence()
    {
    }

    protected override void Run(Span<float> left, Span<float> right)
    {
        float factor = Get(Factor), addend = Get(Addend);
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = left[i] * factor + addend;
            right[i] = right[i] * factor + addend;
        }
    }
}
