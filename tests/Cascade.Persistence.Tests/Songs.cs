using Cascade.Dsp;
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
            Assert.Equal(e with { Value = 0 }, a with { Value = 0 });
            Assert.Equal(BitConverter.SingleToInt32Bits(e.Value), BitConverter.SingleToInt32Bits(a.Value));
        }
    }

    private static Gen<EngineEvent> AnyEvent() =>
        from kind in Gen.Choose(0, 17)
        from time in Gen.OneOf(Number(100), Number(1L << 32), Number(long.MaxValue))
        from channel in Gen.Choose(0, kind == 7 ? 0 : 15)
        from number in Gen.Choose(0, kind == 7 ? short.MaxValue : 127)
        from value in kind == 7 ? AnyFinite() : Unit(kind == 3)
        from isPlain in Gen.Choose(0, 2)
        from address in isPlain == 0 ? Gen.Constant(0) : Gen.Choose(0, (1 << 24) - 1)
        from note in isPlain == 0 ? Gen.Constant(0) : Gen.Choose(0, int.MaxValue)
        select new EngineEvent(time, (EventKind)kind, (byte)channel, (ushort)number, value)
        {
            Port = (byte)address,
            Part = (byte)(address >> 8),
            Slot = (byte)(address >> 16),
            Note = note,
        };

    private static Gen<long> Number(long highest) =>
        Gen.Choose(0, int.MaxValue).Select(part => (long)(highest * (part / (double)int.MaxValue) * 0.999));

    private static Gen<float> Unit(bool signed) => Gen.OneOf(
        Gen.Elements(0f, -0f, 1f, float.Epsilon, signed ? -1f : 0.5f),
        Gen.Choose(signed ? -1 << 24 : 0, 1 << 24).Select(part => part / (float)(1 << 24)));

    private static Gen<float> AnyFinite() =>
        Gen.Choose(int.MinValue, int.MaxValue).Select(bits => BitConverter.Int32BitsToSingle(bits)).Where(float.IsFinite);
}
