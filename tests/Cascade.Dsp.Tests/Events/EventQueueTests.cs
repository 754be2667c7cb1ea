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
