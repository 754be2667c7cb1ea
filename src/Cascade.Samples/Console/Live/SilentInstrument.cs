using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;

namespace Cascade.Samples.Console.Live;

/// <summary>An instrument without a sound, for rehearsals.</summary>
internal sealed class SilentInstrument : Instrument
{
    public override ReadOnlySpan<ParameterInfo> Parameters => [];

    public override int ActiveVoices => 0;

    protected override void Prepare(EngineSettings settings)
    {
    }

    protected override void Apply(in EngineEvent e, int offset)
    {
    }

    protected override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        right.Clear();
    }

    protected override void Reset()
    {
    }
}
