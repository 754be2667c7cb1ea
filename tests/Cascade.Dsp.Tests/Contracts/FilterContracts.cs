using Cascade.Dsp.Filters;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class OnePoleContract : FilterContract<OnePole>
{
    protected override IEnumerable<OnePole> Units() =>
        from mode in Enum.GetValues<OnePoleMode>()
        from cutoff in new[] { 0, 1000, 12_000, float.PositiveInfinity }
        select new OnePole(mode) { Cutoff = cutoff };

    protected override void Move(OnePole unit, int step) => unit.Cutoff = step % 5 == 4 ? float.NaN : 30 << (step % 10);
}

public sealed class StateVariableContract : FilterContract<StateVariable>
{
    protected override IEnumerable<StateVariable> Units() =>
        from mode in Enum.GetValues<StateVariableMode>()
        from cutoff in new[] { 0, 1000, 12_000, float.PositiveInfinity }
        from q in new[] { 0, 0.5f, 100 }
        select new StateVariable(mode) { Cutoff = cutoff, Q = q, GainDecibels = q > 1 ? 40 : -40 };

    protected override void Move(StateVariable unit, int step)
    {
        unit.Cutoff = step % 5 == 4 ? float.NaN : 30 << (step % 10);
        unit.Q = step % 3;
        unit.Mode = (StateVariableMode)(step % 7);
    }
}

public sealed class BiquadContract : FilterContract<Biquad>
{
    protected override IEnumerable<Biquad> Units() =>
        from cutoff in new[] { 10.0, 1000, 12_000, 23_900 }
        from q in new[] { 0.05, 0.7071, 200 }
        from design in new[] { BiquadCoefficients.LowPass(cutoff, q, 48_000), BiquadCoefficients.MatchedHighPass(cutoff, q, 48_000),
            BiquadCoefficients.MatchedPeak(cutoff, q, 30, 48_000) }
        select new Biquad(design);

    protected override void Move(Biquad unit, int step) =>
        unit.Coefficients = step % 3 == 2 ? new(1, 2, 3, 4, double.NaN)
        : BiquadCoefficients.Peak(100 + 1000 * (step % 20), 0.5 + step % 4, 12 - step % 24, 48_000);
}

public sealed class DcBlockerContract : FilterContract<DcBlocker>
{
    protected override IEnumerable<DcBlocker> Units() => [new()];
}

public sealed class DelayLineContract : FilterContract<DelayLine>
{
    protected override IEnumerable<DelayLine> Units() =>
        [new(), new() { Delay = 100.5f }, new(0.001) { Delay = 1e9f }, new(60) { Delay = 1e9f }];

    protected override void Move(DelayLine unit, int step) => unit.Delay = step % 3 == 2 ? float.NaN : 5.25f * step;
}
