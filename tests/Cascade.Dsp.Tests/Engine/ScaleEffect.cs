using Cascade.Dsp.Effects;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>The plainest effect: a factor, an addend, and latency and tail that it only claims.</summary>
public sealed class ScaleEffect(int latency = 0, int tail = 0) : IEffect
{
    private static readonly ParameterInfo[] Infos = [new("factor", Unit.None, 0, 10, 1), new("addend", Unit.None, -1, 1, 0)];
    private float _factor = 1, _addend;

    public ReadOnlySpan<ParameterInfo> Parameters => Infos;

    public int LatencySamples => latency;

    public int TailSamples => tail;

    public int PreparedRate { get; private set; }

    public void Prepare(int sampleRate) => PreparedRate = SampleRates.Check(sampleRate);

    public void Reset()
    {
    }

    public void SetParameter(int index, float value)
    {
        if (index == 0)
            _factor = Infos[0].Clamp(value);
        else if (index == 1)
            _addend = Infos[1].Clamp(value);
    }

    public void Process(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = left[i] * _factor + _addend;
            right[i] = right[i] * _factor + _addend;
        }
    }
}
