using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;

namespace Cascade.Dsp.Tests.Events;

/// <summary>What a player sends at a jump brings an instrument's channel to where the song had it.</summary>
public sealed class ChaseTests
{
    // Glide time, glide and mono start at what the patch says, which no message can ask for again; the next note's own (84, 88) is not sent.
    private static readonly int[] Numbers =
        [1, 33, 7, 39, 10, 42, 11, 43, 64, 67, 69, 71, 72, 73, 74, 75, 76, 77, 78, 6, 38, 96, 97, 98, 99, 100, 101, 121];

    [Fact]
    public void Differences_lead_from_any_place_to_any_other()
    {
        var random = new Random(12);
        for (int round = 0; round < 2_000; round++)
        {
            EngineEvent[] here = Events(random), there = Events(random);
            var wanted = new ChannelState();
            var reached = new ChannelState();
            ChaseState from = new([]), to = new([]);
            Follow(wanted, there);
            Follow(reached, here);
            from.Apply(here);
            to.Apply(there);
            int cursor = 0;
            for (int sent = 0; from.TryNextDifference(to, ref cursor, 0, out EngineEvent e); sent++)
            {
                Assert.True(sent < 500, "The differences do not end.");
                from.Apply(e);
                Follow(reached, [e]);
            }
            Assert.Equal(Values(wanted), Values(reached));
        }
    }

    [Fact]
    public void Master_volume_tuning_and_drum_channels_are_among_them()
    {
        EngineEvent[] there =
        [
            new(0, EventKind.MasterVolume, 0, 0, 0.25f), new(0, EventKind.MasterTuning, 0, 0, 0.5f), new(0, EventKind.MasterTuning, 0, 1, -3),
            new(0, EventKind.DrumPart, 9, 0, 0), new(0, EventKind.DrumPart, 10, 2, 0),
        ];
        Assert.Equal(there.OrderBy(Order), Differences(new ChaseState([]), there).OrderBy(Order));
        // And back to the start, from what a reset of the system leaves too.
        var after = new ChaseState([]);
        after.Apply(there);
        Assert.Equal([(EventKind.MasterVolume, 0, 1f), (EventKind.MasterTuning, 0, 0), (EventKind.MasterTuning, 1, 0), (EventKind.DrumPart, 1, 0), (EventKind.DrumPart, 0, 0)],
            Differences(after, []).OrderBy(Order).Select(e => (e.Kind, (int)e.Number, e.Value)));
        after.Apply([new EngineEvent(0, EventKind.SystemReset, 0, 1, 0)]);
        Assert.Empty(Differences(after, []));
    }

    private static int Order(EngineEvent e) => (int)e.Kind * 32 + (e.Kind == EventKind.MasterTuning ? e.Number : e.Channel);

    private static List<EngineEvent> Differences(ChaseState from, EngineEvent[] there)
    {
        var to = new ChaseState([]);
        to.Apply(there);
        var sent = new List<EngineEvent>();
        for (int cursor = 0; from.TryNextDifference(to, ref cursor, 0, out EngineEvent e);)
        {
            from.Apply(e);
            sent.Add(e);
        }
        return sent;
    }

    private static double[] Values(ChannelState channel) =>
    [
        .. new[]
        {
            channel.Volume, channel.Expression, channel.Pan, channel.Modulation, channel.Sustain, channel.Soft, channel.Hold2,
                channel.Resonance, channel.Brightness,
            channel.AttackTime, channel.DecayTime, channel.ReleaseTime, channel.VibratoRate, channel.VibratoDepth, channel.VibratoDelay,
            channel.Bend, channel.BendRange, channel.Tuning,
        }.Select(value => Math.Round(value, 4)),
    ];

    private static EngineEvent[] Events(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(10) == 0
            ? new EngineEvent(0, EventKind.PitchBend, 0, 0, random.NextSingle())
            : Controller(random)),
    ];

    private static EngineEvent Controller(Random random)
    {
        int number = Numbers[random.Next(Numbers.Length)];
        // Registered parameters that exist, more often than those that do not.
        int value = number is >= 98 and <= 101 && random.Next(4) > 0 ? random.Next(3) * (number & 1 ^ 1) : random.Next(128);
        return new EngineEvent(0, EventKind.Control, 0, (ushort)number, value / 127f);
    }

    private static void Follow(ChannelState channel, EngineEvent[] events)
    {
        foreach (EngineEvent e in events)
            if (e.Kind == EventKind.Control)
                channel.SetControl(e.Number, e.Value);
            else
                channel.Bend = e.Value;
    }
}
