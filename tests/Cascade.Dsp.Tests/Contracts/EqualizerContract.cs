namespace Cascade.Dsp.Tests.Contracts;

public sealed class EqualizerContract : EffectContract<Equalizer>
{
    protected override Equalizer Create() => new(Equalizer.MaximumBands);

    protected override Equalizer Transparent() => new Equalizer(Equalizer.MaximumBands).Ready();

    protected override float Residue => 0;
}

public sealed class PresetEqualizerContract : EffectContract<Equalizer>
{
    protected override Equalizer Create() => new(PresetLibrary.Effect("equalizer", "presence"));

    protected override float Residue => 0;
}
