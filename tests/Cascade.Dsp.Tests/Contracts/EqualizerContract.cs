using Cascade.Dsp.Effects;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class EqualizerContract : EffectContract<Equalizer>
{
    protected override Equalizer Create() => new();

    protected override Equalizer Create(LaneWidth width) => new(Equalizer.MaximumBands, width);

    protected override Equalizer Transparent() => new(Equalizer.MaximumBands);

    protected override float Residue => 0;
}

public sealed class PresetEqualizerContract : EffectContract<Equalizer>
{
    protected override Equalizer Create() => new(EqualizerPatch.Find("presence")!);

    protected override Equalizer Create(LaneWidth width) => new(EqualizerPatch.Find("presence")!, width);

    protected override float Residue => 0;
}
