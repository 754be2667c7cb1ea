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

public sealed class RackContract : InstrumentContract<Rack>
{
    // Parts of unequal latency, and both buses.
    protected override Rack Create() => new(
        new Part(new SynthInstrument(), new Limiter()),
        new Part(new ImpulseInstrument(),
        new Equalizer(2))
        { Channels = Part.Channel(1) | Part.Channel(2), HighestKey = 60, Transpose = 3 })
    {
        ReverbBus = [new Reverb()],
        ChorusBus = [new Chorus()],
    };

    protected override double LongestRelease => 90;
}
