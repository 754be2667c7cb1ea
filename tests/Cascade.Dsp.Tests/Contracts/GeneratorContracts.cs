using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class NoiseContract : GeneratorContract<Noise>
{
    protected override IEnumerable<Noise> Units() =>
        [new(), new(NoiseColor.Pink), new(NoiseColor.White, uint.MaxValue), new(NoiseColor.Pink, 0)];
}

public sealed class LfoContract : GeneratorContract<Lfo>
{
    protected override IEnumerable<Lfo> Units()
    {
        foreach (LfoShape shape in Enum.GetValues<LfoShape>())
        {
            yield return new Lfo(shape);
            yield return new Lfo(shape) { Rate = Lfo.MinimumRate, Phase = 0.999f, Delay = 0.01f, FadeIn = 0.02f };
            yield return new Lfo(shape, 7) { Rate = Lfo.MaximumRate, FadeIn = Lfo.MaximumTime };
        }
    }

    protected override void Move(Lfo unit, int step) => unit.Rate = step % 4 == 3 ? float.NaN : 0.5f + 3 * step;
}

public sealed class AdsrContract : GeneratorContract<Adsr>
{
    protected override IEnumerable<Adsr> Units()
    {
        foreach (EnvelopeShape shape in Enum.GetValues<EnvelopeShape>())
        {
            yield return new Adsr(new AdsrSettings(0.01f, 0.02f, 0.5f, 0.03f, shape));
            yield return new Adsr(new AdsrSettings(0, 0, 0, 0, shape));
            yield return new Adsr(new AdsrSettings(60, 60, 1, 60, shape));
        }
    }

    protected override void Begin(Adsr unit) => unit.NoteOn();

    protected override void Move(Adsr unit, int step)
    {
        if (step % 2 == 0)
            unit.NoteOff();
        else
            unit.NoteOn();
    }
}

public sealed class OscillatorContract : GeneratorContract<Oscillator>
{
    protected override IEnumerable<Oscillator> Units() =>
        from waveform in Enum.GetValues<Waveform>()
        from mode in Enum.GetValues<OscillatorMode>()
        from frequency in new[] { 0, 440, double.PositiveInfinity }
        select new Oscillator(waveform, mode) { Frequency = frequency, PulseWidth = frequency > 440 ? 1 : 0.3f };

    protected override void Move(Oscillator unit, int step) => unit.Frequency = step % 5 == 4 ? double.NaN : 30.3 * step;
}
