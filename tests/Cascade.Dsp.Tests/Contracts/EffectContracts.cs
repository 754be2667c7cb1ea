using Cascade.Dsp.Tests.Engine;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class ScaleEffectContract : EffectContract<ScaleEffect>
{
    protected override ScaleEffect Create() => new();

    protected override ScaleEffect Transparent() => new ScaleEffect().Ready();

    // Its addend is no sound that ends.
    protected override IEnumerable<int> QuietEnds => [0];
}
