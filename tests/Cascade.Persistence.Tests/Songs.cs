using Cascade.Dsp.Events;
using FsCheck;
using FsCheck.Fluent;

namespace Cascade.Persistence.Tests;

/// <summary>Music for tests.</summary>
internal static class Songs
{
    /// <summary>A song of as many notes, two events each, the same for the same numbers.</summary>
    public static Sequence Of(int notes, int seed = 0)
    {
        var events = new EngineEvent[notes * 2];
        for (int i = 0; i < notes; i++)
        {
            int key = 21 + (i * 7 + seed) % 88;
            events[2 * i] = EngineEvent.NoteOn(i * 4800L, key, (1 + (i + seed) % 127) / 127f);
            events[2 * i + 1] = EngineEvent.NoteOff(i * 4800L + 4000, key);
        }
        return new Sequence(events, 48_000);
    }

    /// <summary>Any sequence that can be stored.</summary>
    public static Arbitrary<Sequence> Any { get; } = Arb.From(
        from events in Gen.ArrayOf(AnyEvent())
        from rate in Gen.Choose(8_000, 192_000)
        from tail in Gen.OneOf(Gen.Constant(0L), Number(1L << 40), Gen.Constant(long.MaxValue))
        select new Sequence(events, rate, tail));

    /// <summary>Fails if two sequences differ in one bit.</summary>
    public static void AssertSame(Sequence expected, Sequence actual)
    {
        Assert.Equal((expected.SampleRate, expected.Length, expected.Count), (actual.SampleRate, actual.Length, actual.Count));
        for (int i = 0; i < expected.Count; i++)
        {
            (EngineEvent e, EngineEvent a) = (expected.Events[i], actual.Events[i]);
            Assert.Equal((e.Time, e.Kind, e.Channel, e.Number, BitConverter.SingleToInt32Bits(e.Value)), (a.Time, a.Kind, a.Channel, a.Number, BitConverter.SingleToInt32Bits(a.Value)));
        }
    }

    private static Gen<EngineEvent> AnyEvent() =>
        from kind in Gen.Choose(0, 9)
        from time in Gen.OneOf(Number(100), Number(1L << 32), Number(long.MaxValue))
        from channel in Gen.Choose(0, kind == 7 ? 255 : 15)
        from number in Gen.Choose(0, kind == 7 ? 255 : 127)
        from value in kind == 7 ? AnyFinite() : Unit(kind == 3)
        select new EngineEvent(time, (EventKind)kind, (byte)channel, (byte)number, value);

    private static Gen<long> Number(long highest) => Gen.Choose(0, int.MaxValue).Select(part => (long)(highest * (part / (double)int.MaxValue) * 0.999));

    private static Gen<float> Unit(bool signed) => Gen.OneOf(
        Gen.Elements(0f, -0f, 1f, float.Epsilon, signed ? -1f : 0.5f),
        Gen.Choose(signed ? -1 << 24 : 0, 1 << 24).Select(part => part / (float)(1 << 24)));

    private static Gen<float> AnyFinite() =>
        Gen.Choose(int.MinValue, int.MaxValue).Select(bits => BitConverter.Int32BitsToSingle(bits)).Where(float.IsFinite);
}
