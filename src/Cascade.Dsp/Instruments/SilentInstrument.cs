using System;

namespace Cascade.Dsp.Instruments;

/// <summary>An instrument without a sound, for rehearsals.</summary>
internal sealed class SilentInstrument() : Instrument("silence")
{
    public override int ActiveVoices => 0;

    public override void Apply(in EngineEvent e, int offset)
    {
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        right.Clear();
    }

    protected override void Setup(EngineSettings settings)
    {
    }

    protected override void Clear()
    {
    }
}
