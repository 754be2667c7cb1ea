using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Tests.Engine;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class ImpulseInstrumentContract : InstrumentContract<ImpulseInstrument>
{
    protected override ImpulseInstrument Create() => new();

    protected override double LongestRelease => 0.1;
}

public sealed class SynthInstrumentContract : InstrumentContract<SynthInstrument>
{
    protected override SynthInstrument Create() => new();

    protected override double LongestRelease => 61;
}

public sealed class PianoInstrumentContract : InstrumentContract<PianoInstrument>
{
    protected override PianoInstrument Create() => new();

    // Without dampers and with the longest decay.
    protected override double LongestRelease => 400;
}
