using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Events;

public sealed class EventQueueTests
{
    [Fact]
    public void Reset_forgets_the_places_of_held_keys()
    {
        var engine = new VoiceEngine(new Engine.ImpulseInstrument(), new EngineOptions { QueueCapacity = 16 });
        for (int key = 0; key < 8; key++)
            Assert.True(engine.NoteOn(key, 1));
        Assert.False(engine.NoteOn(100, 1));
        engine.Reset();
        for (int key = 20; key < 28; key++)
            Assert.True(engine.NoteOn(key, 1));
    }

    // One place is kept for the end of the key, however often it is struck.
    [Fact]
    public void A_key_struck_again_needs_no_further_place_for_its_end()
    {
        var queue = new EventQueue(16);
        for (int i = 0; i < 15; i++)
            Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(i, 60, 1)));
        Assert.False(queue.TryEnqueue(EngineEvent.NoteOn(15, 60, 1)));
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOff(15, 60)));
    }

    [Fact]
    public void An_event_takes_24_bytes() => Assert.Equal(24, System.Runtime.CompilerServices.Unsafe.SizeOf<EngineEvent>());

    [Theory]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(4096, 4096)]
    public void Capacity_is_a_power_of_two(int wanted, int actual) => Assert.Equal(actual, new EventQueue(wanted).Capacity);

    [Fact]
    public void A_capacity_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue(15));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue((1 << 20) + 1));
    }

    /// <summary>How many events to add, or to take away where negative.</summary>
    public static Arbitrary<int[]> Counts { get; } = Gen.Choose(-3, 3).ArrayOf().ToArbitrary();

    /// <summary>What to do with which key.</summary>
    public static Arbitrary<(int Act, int Key)[]> Acts { get; } =
        (from act in Gen.Choose(0, 4) from key in Gen.Choose(0, 40) select (act, key)).ArrayOf().ToArbitrary();

    /// <summary>Against the plainest model: a list, and what was accepted is what comes out, in order.</summary>
    [Property(MaxTest = 500, Arbitrary = [typeof(EventQueueTests)])]
    public void It_is_a_queue_that_counts_what_it_refuses(int[] script)
    {
        var queue = new EventQueue(16);
        var model = new Queue<EngineEvent>();
        long dropped = 0;
        int number = 0;
        foreach (int step in script.Concat(script).Concat(script))
        {
            for (int i = 0; i < step; i++)
            {
                EngineEvent e = EngineEvent.Control(number, number++ & 127, 1);
                if (queue.TryEnqueue(e))
                    model.Enqueue(e);
                else
                    dropped++;
            }
            for (int i = 0; i > step; i--)
            {
                bool any = queue.TryPeek(out EngineEvent e);
                Assert.Equal(model.TryDequeue(out EngineEvent expected), any);
                Assert.Equal(expected, e);
                if (any)
                    queue.Advance();
            }
            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(dropped, queue.Dropped);
        }
    }

    /// <summary>However small the queue and however full: what was let in as a note-on can always be ended.</summary>
    [Property(MaxTest = 500, Arbitrary = [typeof(EventQueueTests)])]
    public void A_note_off_of_an_accepted_note_is_never_refused((int Act, int Key)[] steps)
    {
        var queue = new EventQueue(16);
        var held = new HashSet<int>();
        foreach ((int act, int key) in steps.Concat(steps).Concat(steps))
        {
            switch (act)
            {
                case 0 or 1:
                    if (queue.TryEnqueue(EngineEvent.NoteOn(0, key, 0.5f, key & 15)))
                        held.Add(key);
                    break;
                case 2:
                    queue.TryEnqueue(EngineEvent.Control(0, key, 1));
                    break;
                case 3 when held.Remove(key):
                    Assert.True(queue.TryEnqueue(key % 2 == 0 ? EngineEvent.NoteOff(0, key, key & 15)
                        : EngineEvent.NoteOn(0, key, 0, key & 15)));
                    break;
                case 4 when queue.TryPeek(out _):
                    queue.Advance();
                    break;
            }
        }
        foreach (int key in held)
            Assert.True(queue.TryEnqueue(EngineEvent.NoteOff(0, key, key & 15)));
    }

    /// <summary>What ends the sound of a channel, in any of its forms.</summary>
    private static EngineEvent Ending(int number) => (number % 5) switch
    {
        0 => new EngineEvent(0, EventKind.AllSoundOff, (byte)(number / 5), 0, 0),
        1 => new EngineEvent(0, EventKind.AllNotesOff, (byte)(number / 5), 0, 0),
        2 => EngineEvent.Control(0, 120, 0, number / 5),
        3 => EngineEvent.Control(0, 123, 0, number / 5),
        _ => new EngineEvent(0, EventKind.SystemReset, (byte)(number / 5), 1, 0),
    };

    [Theory]
    [InlineData(16, 0)]
    [InlineData(16, 7)]
    [InlineData(4_096, 100)]
    public void A_full_queue_takes_what_ends_sound_and_the_note_offs_after_it(int capacity, int held)
    {
        var queue = new EventQueue(capacity);
        for (int round = 0; round < 3; round++)
        {
            for (int key = 0; key < held; key++)
                Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, key, 1)));
            while (queue.TryEnqueue(EngineEvent.Control(0, 1, 1)))
            {
            }
            // Pressed again and again, in all its forms on all channels.
            for (int i = 0; i < 1_000; i++)
                Assert.True(queue.TryEnqueue(Ending(i % 80)));
            Assert.False(queue.TryEnqueue(EngineEvent.Control(0, 1, 1)));
            Assert.False(queue.TryEnqueue(EngineEvent.NoteOn(0, 127, 1)));
            for (int key = 0; key < held; key++)
                Assert.True(queue.TryEnqueue(EngineEvent.NoteOff(0, key)));
            List<EngineEvent> waited = queue.Drain();
            Assert.Equal(Enumerable.Range(0, 80).Select(Ending),
                waited.Where(e => e.Kind is not (EventKind.NoteOn or EventKind.NoteOff) && e.Number != 1
                || e.Kind == EventKind.SystemReset));
            Assert.Equal(0, queue.Count);
        }
    }

    [Fact]
    public void All_sound_off_after_a_note_waits_beside_the_one_before_it()
    {
        var queue = new EventQueue(16);
        Assert.True(queue.TryEnqueue(Ending(0)));
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, 60, 1)));
        while (queue.TryEnqueue(EngineEvent.Control(0, 1, 1)))
        {
        }
        Assert.True(queue.TryEnqueue(Ending(0)));
        Assert.Equal(2, queue.Drain().Count(e => e.Kind == EventKind.AllSoundOff));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(3_000)]
    [InlineData(100_000)]
    public void What_lies_far_ahead_holds_up_nothing(int many)
    {
        var engine = new VoiceEngine(new Engine.ImpulseInstrument());
        float[] left = new float[512], right = new float[512];
        int taken = 0;
        // As many as are taken, while the engine runs on.
        for (int i = 0; i < many; i++)
        {
            taken += engine.Events.TryEnqueue(EngineEvent.Control(1_000_000_000 + many - i, 1, 0)) ? 1 : 0;
            if (i % 1_000 == 0)
                engine.Render(left, right);
        }
        Assert.InRange(taken, Math.Min(many, 4_000), 4_096);
        if (taken == many)
            Assert.True(engine.NoteOn(60, 1));
        Assert.True(engine.Events.TryEnqueue(new EngineEvent(0, EventKind.AllSoundOff, 0, 0, 0)));
        engine.Render(left, right);
        // All is acted on but what lies ahead.
        Assert.Equal(taken, engine.Events.Count);
        engine.Reset();
        Assert.Equal(0, engine.Events.Count);
        for (int i = 0; i < 4_096; i++)
            Assert.True(engine.Events.TryEnqueue(EngineEvent.Control(0, 1, 0)));
    }

    [Fact]
    public void A_note_on_of_no_velocity_ends_the_note_whatever_it_is_written_as()
    {
        foreach (float velocity in new[] { 0, -0f, -1, float.NaN, float.NegativeInfinity })
        {
            var queue = new EventQueue(16);
            for (int i = 0; i < 100; i++)
            {
                Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, 60, 1)));
                Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, 60, velocity)));
                queue.Drain();
            }
            int free = 0;
            while (queue.TryEnqueue(EngineEvent.Control(0, 1, 1)))
                free++;
            Assert.Equal(16, free);
        }
    }

    [Fact]
    public void A_million_events_between_two_threads_keep_their_order()
    {
        const int count = 1_000_000;
        var queue = new EventQueue(1024);
        var writer = new Thread(() =>
        {
            var spin = new SpinWait();
            for (int i = 0; i < count; i++)
            {
                while (!queue.TryEnqueue(new EngineEvent(i, EventKind.Control, (byte)i, (byte)(i >> 8), i)))
                    spin.SpinOnce(sleep1Threshold: -1);
            }
        });
        writer.Start();
        int wrong = 0;
        var wait = new SpinWait();
        for (int i = 0; i < count;)
        {
            if (!queue.TryPeek(out EngineEvent e))
            {
                wait.SpinOnce(sleep1Threshold: -1);
                continue;
            }
            if (e != new EngineEvent(i, EventKind.Control, (byte)i, (byte)(i >> 8), i))
                wrong++;
            queue.Advance();
            i++;
        }
        writer.Join();
        Assert.Equal(0, wrong);
        Assert.Equal(0, queue.Count);
    }
}
