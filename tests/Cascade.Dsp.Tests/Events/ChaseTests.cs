using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;

namespace Cascade.Dsp.Tests.Events;

/// <summary>What a player sends at a jump brings an instrument's channel to where the song had it.</summary>
public sealed class ChaseTests
{
    // The next note's own (84, 88) is not sent.
    private static readonly int[] Numbers =
        [1, 33, 5, 37, 7, 39, 10, 42, 11, 43, 64, 65, 67, 69, 71, 72, 73, 74, 75, 76, 77, 78, 6, 38, 96, 97, 98, 99, 100, 101, 121, 126,
            127];

    private static readonly int[] Channels = [0, 1, 2, 13, 14, 15];

    [Fact]
    public void Differences_lead_from_any_place_to_any_other()
    {
        var random = new Random(12);
        for (int round = 0; round < 2_000; round++)
        {
            EngineEvent[] here = Events(random), there = Events(random);
            KeyboardState wanted = new(), reached = new();
            ChaseState from = new([]), to = new([]);
            Follow(wanted, there);
            Follow(reached, here);
            from.Apply(here);
            to.Apply(there);
            int cursor = 0;
            for (int sent = 0; from.TryNextDifference(to, ref cursor, 0, out EngineEvent e); sent++)
            {
                Assert.True(sent < 2_000, "The differences do not end.");
                from.Apply(e);
                Follow(reached, [e]);
            }
            Assert.Equal(Channels.SelectMany(channel => Values(wanted, channel)), Channels.SelectMany(channel => Values(reached, channel)));
        }
    }

    [Fact]
    public void Tunings_of_keys_are_among_them()
    {
        EngineEvent tuned = new(0, EventKind.KeyTuning, 0, 60, 61.5f) { Note = 1 };
        Assert.Equal([tuned], Differences(new ChaseState([]), [tuned]));
        var after = new ChaseState([]);
        after.Apply(tuned);
        EngineEvent back = Assert.Single(Differences(after, []));
        Assert.Equal((EventKind.KeyTuning, 60, true), (back.Kind, back.Number, float.IsNaN(back.Value)));
    }

    [Fact]
    public void Tunings_of_scales_are_among_them_on_their_channel()
    {
        EngineEvent tuned = new(0, EventKind.KeyTuning, 3, 64, 63.5f) { Note = 3 };
        EngineEvent sent = Assert.Single(Differences(new ChaseState([]), [tuned with { Number = 76, Value = 75.5f, Note = 2 }]));
        Assert.Equal(tuned, sent);
        var after = new ChaseState([]);
        after.Apply(tuned);
        Assert.Equal(tuned with { Value = 64 }, Assert.Single(Differences(after, [])));
    }

    // What a bank means depends on whose reset came last.
    [Fact]
    public void The_reset_that_holds_comes_first_and_none_where_there_was_none()
    {
        EngineEvent reset = new(0, EventKind.SystemReset, 0, 3, 0), volume = EngineEvent.Control(0, 7, 0.5f);
        var sent = Differences(new ChaseState([]), [volume, reset, EngineEvent.Control(0, 0, 1), EngineEvent.Program(0, 5)]);
        Assert.Equal([EventKind.SystemReset, EventKind.Control, EventKind.Program], sent.Select(e => e.Kind));
        Assert.Equal((3, 0), (sent[0].Number, sent[1].Number));
        var after = new ChaseState([]);
        after.Apply([reset, volume]);
        Assert.Empty(Differences(after, [volume]));
        EngineEvent back = Assert.Single(Differences(after, []));
        Assert.Equal((7, 100 / 127f), (back.Number, back.Value));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 0)]
    [InlineData(65, 0)]
    [InlineData(65, 1)]
    [InlineData(91, 0.5f)]
    [InlineData(126, 0)]
    [InlineData(127, 0)]
    public void What_the_patch_or_the_rack_decides_comes_back_as_that_not_as_0(int controller, float value)
    {
        var after = new ChaseState([]);
        after.Apply(EngineEvent.Control(0, controller, value));
        Assert.True(float.IsNaN(Assert.Single(Differences(after, [])).Value));
    }

    [Fact]
    public void Master_volume_tuning_and_drum_channels_are_among_them()
    {
        EngineEvent[] there =
        [
            new(0, EventKind.MasterVolume, 0, 0, 0.25f), new(0, EventKind.MasterTuning, 0, 0, 0.5f),
                new(0, EventKind.MasterTuning, 0, 1, -3),
            new(0, EventKind.DrumPart, 9, 0, 0), new(0, EventKind.DrumPart, 10, 2, 0),
        ];
        Assert.Equal(there.OrderBy(Order), Differences(new ChaseState([]), there).OrderBy(Order));
        // And back to the start, from what a reset of the system leaves too.
        var after = new ChaseState([]);
        after.Apply(there);
        Assert.Equal([(EventKind.MasterVolume, 0, 1f), (EventKind.MasterTuning, 0, 0), (EventKind.MasterTuning, 1, 0),
            (EventKind.DrumPart, 1, 0), (EventKind.DrumPart, 0, 0)],
            Differences(after, []).OrderBy(Order).Select(e => (e.Kind, (int)e.Number, e.Value)));
        after.Apply([new EngineEvent(0, EventKind.SystemReset, 0, 1, 0)]);
        Assert.Empty(Differences(after, []));
    }

    [Fact]
    public void Parameters_are_among_them_with_their_part_and_slot()
    {
        EngineEvent[] moves =
        [
            EngineEvent.Parameter(0, 0, 0, 1, 0.25f), EngineEvent.Parameter(0, 0, 5, 2, 0.5f), EngineEvent.Parameter(0, 3, 255, 700, -1),
            EngineEvent.Parameter(0, 200, 2, 65_535, 4),
        ];
        uint[] parameters = ChaseState.ParametersOf(new Sequence(moves, 48_000, 0));
        ChaseState from = new(parameters), to = new(parameters);
        to.Apply(moves);
        int cursor = 0;
        foreach (EngineEvent move in moves)
        {
            Assert.True(from.TryNextDifference(to, ref cursor, 0, out EngineEvent e));
            Assert.Equal(move, e);
            from.Apply(e);
        }
        Assert.False(from.TryNextDifference(to, ref cursor, 0, out _));
    }

    [Fact]
    public void Parameters_are_looked_up_in_order()
    {
        EngineEvent[] moves = [EngineEvent.Parameter(0, 200, 2, 9, 4), EngineEvent.Parameter(0, 3, 255, 7, -1),
            EngineEvent.Parameter(0, 0, 5, 2, 1)];
        uint[] parameters = ChaseState.ParametersOf(new Sequence(moves, 48_000, 0));
        Assert.Equal([5 << 16 | 2u, 3 << 24 | 255 << 16 | 7u, 200u << 24 | 2 << 16 | 9], parameters);
    }

    [Fact]
    public void A_copy_differs_in_nothing_from_what_it_is_of()
    {
        EngineEvent[] events =
        [
            new(0, EventKind.SystemReset, 0, 3, 0), new(0, EventKind.MasterVolume, 0, 0, 0.25f), new(0, EventKind.MasterTuning, 0, 1, -3),
            new(0, EventKind.KeyTuning, 0, 60, 61.5f) { Note = 1 }, EngineEvent.Control(0, 7, 0.5f, 2), EngineEvent.PitchBend(0, 0.5f, 15),
            EngineEvent.Program(0, 5, 9), EngineEvent.Parameter(0, 1, 2, 3, 0.75f),
        ];
        uint[] parameters = ChaseState.ParametersOf(new Sequence(events, 48_000, 0));
        ChaseState state = new(parameters), copy = new(parameters), fresh = new(parameters);
        state.Apply(events);
        copy.CopyFrom(state);
        int there = 0, back = 0, differences = 0;
        Assert.False(copy.TryNextDifference(state, ref there, 0, out _));
        Assert.False(state.TryNextDifference(copy, ref back, 0, out _));
        for (int cursor = 0; fresh.TryNextDifference(copy, ref cursor, 0, out EngineEvent e); differences++)
            fresh.Apply(e);
        Assert.Equal(events.Length, differences);
    }

    // 64 of 127 and all above is down, whichever pedal. Sostenuto catches what sustain holds, and, once down, nothing more.
    [Theory]
    [InlineData(63 / 127f, false)]
    [InlineData(0.5f, true)]
    [InlineData(64 / 127f, true)]
    [InlineData(1, true)]
    public void A_pedal_is_down_from_the_middle_on(float value, bool down)
    {
        ChannelState sustained = new KeyboardState()[3], caught = new KeyboardState()[3];
        sustained.Press(60);
        sustained.SetControl(64, value);
        sustained.Release(60);
        Assert.Equal((false, down), (sustained.IsDown(60), sustained.IsHeld(60)));
        sustained.SetControl(66, 1);
        Assert.Equal(down, sustained.IsLatched(60));
        caught.Press(60);
        caught.SetControl(66, value);
        caught.Release(60);
        caught.Press(62);
        caught.SetControl(66, value);
        Assert.Equal((down, false), (caught.IsLatched(60), caught.IsLatched(62)));
        foreach (ChannelState channel in new[] { sustained, caught })
        {
            channel.SetControl(64, 0);
            channel.SetControl(66, 0);
            channel.Release(62);
            Assert.Equal((false, false), (channel.IsHeld(60), channel.IsHeld(62)));
        }
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

    private static double[] Values(KeyboardState keyboard, int at) => [keyboard.LeaderOf(at), .. Values(keyboard[at])];

    private static double[] Values(ChannelState channel) =>
    [
        .. new[]
        {
            channel.Volume, channel.Expression, channel.Pan, channel.Modulation, channel.Sustain, channel.Soft, channel.Hold2,
                channel.Resonance, channel.Brightness,
            channel.AttackTime, channel.DecayTime, channel.ReleaseTime, channel.VibratoRate, channel.VibratoDepth, channel.VibratoDelay,
            channel.Bend, channel.BendRange, channel.Tuning, float.IsNaN(channel.GlideTime) ? -1 : channel.GlideTime,
                Choice(channel.Glide), Choice(channel.Mono),
        }.Select(value => Math.Round(value, 4)),
    ];

    // What the patch decides is neither yes nor no.
    private static float Choice(bool? chosen) => chosen switch { null => -1, true => 1, false => 0 };

    private static EngineEvent[] Events(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(90)).SelectMany(_ => random.Next(20) switch
        {
            0 => [new EngineEvent(0, EventKind.PitchBend, Channel(random), 0, random.NextSingle())],
            1 or 2 => Zone(random),
            _ => (EngineEvent[])[Controller(random)],
        }),
    ];

    private static byte Channel(Random random) => (byte)Channels[random.Next(Channels.Length)];

    // An MPE zone of a leader, or what is none as its channel does not lead.
    private static EngineEvent[] Zone(Random random)
    {
        byte channel = Channel(random);
        return
        [
            EngineEvent.Control(0, 101, 0, channel), EngineEvent.Control(0, 100, 6 / 127f, channel),
            EngineEvent.Control(0, 6, random.Next(17) / 127f, channel),
        ];
    }

    private static EngineEvent Controller(Random random)
    {
        int number = Numbers[random.Next(Numbers.Length)];
        // Registered parameters that exist, more often than those that do not.
        int value = number is >= 98 and <= 101 && random.Next(4) > 0 ? random.Next(3) * (number & 1 ^ 1) : random.Next(128);
        return new EngineEvent(0, EventKind.Control, Channel(random), (ushort)number,
            random.Next(20) == 0 ? float.NaN : value / 127f);
    }

    private static void Follow(KeyboardState keyboard, EngineEvent[] events)
    {
        foreach (EngineEvent e in events)
            if (e.Kind == EventKind.Control)
                keyboard[e.Channel].SetControl(e.Number, e.Value);
            else if (e.Kind == EventKind.PitchBend)
                keyboard[e.Channel].Bend = e.Value;
    }
}
