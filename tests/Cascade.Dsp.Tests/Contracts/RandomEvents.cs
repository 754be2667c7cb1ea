using FsCheck;
using FsCheck.Fluent;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>Random events, sensible ones and nonsense.</summary>
public static class RandomEvents
{
    private static readonly float[] Odd =
        [0, 1, -1, 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -0f, float.Epsilon, 1e30f, 127];

    /// <summary>The last time at which anything random happens.</summary>
    public const int Latest = 4000;

    /// <summary>Anything that fits into an event, in order.</summary>
    public static Arbitrary<EngineEvent[]> Any { get; } = AnyEvent(Latest).ArrayOf().Select(InOrder).ToArbitrary();

    /// <summary>Any notes.</summary>
    public static Arbitrary<(int Key, int Channel, int On, int Length)[]> Notes { get; } =
        (from key in Gen.Choose(0, 127)
         from channel in Gen.Choose(0, 15)
         from time in Gen.Choose(0, Latest - 1000)
         from length in Gen.Choose(0, 1000)
         select (key, channel, time, length)).ArrayOf().ToArbitrary();

    /// <summary>A dense piece of music of every kind of event, the same for the same seed.</summary>
    /// <param name="count">The number of events.</param>
    /// <param name="latest">The last time.</param>
    /// <param name="parameters">How many parameters the instrument has.</param>
    /// <param name="seed">The seed.</param>
    public static EngineEvent[] Music(int count, int latest, int parameters, int seed = 1)
    {
        var random = new Random(seed);
        var events = new EngineEvent[count];
        for (int i = 0; i < count; i++)
        {
            long time = random.Next(latest + 1);
            byte channel = (byte)random.Next(3), key = (byte)random.Next(24, 100);
            float value = random.NextSingle();
            events[i] = random.Next(12) switch
            {
                < 5 => EngineEvent.NoteOn(time, key, value, channel),
                < 8 => EngineEvent.NoteOff(time, key, channel),
                8 => EngineEvent.Control(time, random.Next(120), value, channel),
                9 => new(time, EventKind.PitchBend, channel, 0, 2 * value - 1),
                10 => new(time, (EventKind)random.Next((int)EventKind.ChannelPressure, (int)EventKind.Parameter), channel, key, value),
                _ => EngineEvent.Parameter(time, 0, 0, random.Next(Math.Max(1, parameters)), value),
            };
        }
        return InOrder(events);
    }

    /// <summary>Sends some events now: step by step every kind, controller and parameter comes round.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="step">The number of the step.</param>
    public static void Disturb(VoiceEngine engine, int step)
    {
        long now = engine.Position;
        byte channel = (byte)(step & 15), key = (byte)(step % 128);
        engine.Control(step % 128, step % 3 * 0.5f, channel);
        engine.Events.TryEnqueue(new EngineEvent(now + step % 32, (EventKind)(step % 18), channel, key, 0.5f) { Note = step / 18 % 4 });
        ParameterBank parameters = engine.Instrument.Parameters;
        if (parameters.Count > 0)
        {
            int number = step % parameters.Count;
            engine.Events.TryEnqueue(EngineEvent.Parameter(now + 7, 0, 0, number,
                step % 2 == 0 ? parameters[number].Maximum : parameters[number].Default));
        }
        engine.NoteOff(key, channel);
        engine.NoteOn(key, 0.6f, channel);
    }

    private static Gen<EngineEvent> AnyEvent(int latest) =>
        from time in Gen.Choose(0, latest)
        from kind in Gen.Frequency((4, Gen.Constant(EventKind.NoteOn)), (2, Gen.Constant(EventKind.NoteOff)),
            (10, Gen.Choose(0, 18).Select(k => (EventKind)k)), (1, Gen.Choose(0, 255).Select(k => (EventKind)k)))
        from channel in Gen.Frequency((3, Gen.Choose(0, 1)), (1, Gen.Choose(0, 255)))
        from number in Gen.Frequency((4, Gen.Choose(0, 127)), (1, Gen.Choose(0, 255)))
        from value in Gen.Frequency((3, Gen.Choose(0, 1000).Select(v => v / 1000f)), (1, Gen.Elements(Odd)))
        from note in Gen.Choose(0, 3)
        select new EngineEvent(time, kind, (byte)channel, (ushort)number, value) { Note = note };

    private static EngineEvent[] InOrder(EngineEvent[] events) => [.. events.OrderBy(e => e.Time)];
}
