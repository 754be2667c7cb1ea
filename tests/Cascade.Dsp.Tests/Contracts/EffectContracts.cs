using Cascade.Dsp.Tests.Engine;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class ScaleEffectContract : EffectContract<ScaleEffect>
{
    protected override ScaleEffect Create() => new();
}
