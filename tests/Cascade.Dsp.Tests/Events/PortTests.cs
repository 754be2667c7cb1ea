namespace Cascade.Dsp.Tests.Events;

/// <summary>Each MIDI port has channels of its own, also where a player jumps, stops and catches up.</summary>
public sealed class PortTests
{
    private static readonly EngineEvent[] s_song =
    [
        EngineEvent.Program(0, 10), EngineEvent.Program(0, 20) with { Port = 1 }, EngineEvent.Control(0, 64, 1) with { Port = 3 },
        EngineEvent.NoteOn(100, 60, 0.8f), EngineEvent.NoteOn(200, 60, 0.8f) with { Port = 1 },
            EngineEvent.NoteOff(300, 60) with { Port = 1 },
        EngineEvent.NoteOn(400, 64, 0.8f) with { Port = 3 }, EngineEvent.Program(900, 30) with { Port = 1 },
        EngineEvent.Control(950, 7, 0.1f) with { Port = 3 }, new(960, EventKind.MasterVolume, 0, 0, 0.5f),
    ];

    [Fact]
    public void A_stop_lets_go_what_each_port_holds()
    {
        (SequencePlayer player, EventQueue queue) = Played(500);
        player.Stop();
        player.Advance(queue, 500, 100);
        List<EngineEvent> sent = queue.Drain();
        Assert.Equal([(0, 60), (3, 64)], sent.Where(e => e.Kind == EventKind.NoteOff).Select(e => ((int)e.Port, (int)e.Number)).Order());
        Assert.Equal([3], sent.Where(e => e.Kind == EventKind.Control).Select(e => (int)e.Port));
    }

    [Fact]
    public void A_loop_restores_each_port_and_what_all_share_once()
    {
        (SequencePlayer player, EventQueue queue) = Played(1_000, loop: true);
        player.Advance(queue, 1_000, 50);
        List<EngineEvent> sent = queue.Drain();
        Assert.Equal([0, 10], Programs(0));
        Assert.Equal([0, 20], Programs(1));
        Assert.Equal([100f / 127], sent.Where(e => e is { Kind: EventKind.Control, Number: 7, Port: 3 }).Select(e => e.Value));
        Assert.DoesNotContain(sent, e => e is { Kind: EventKind.Control, Port: < 3 });
        Assert.Equal([1f], sent.Where(e => e.Kind == EventKind.MasterVolume).Select(e => e.Value));

        IEnumerable<int> Programs(int port) => sent.Where(e => e.Kind == EventKind.Program && e.Port == port).Select(e => (int)e.Number);
    }

    [Fact]
    public void A_queue_has_room_for_the_note_offs_of_each_port()
    {
        var queue = new EventQueue(16);
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, 60, 1)));
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOn(0, 60, 1) with { Port = 1 }));
        while (queue.TryEnqueue(EngineEvent.Control(0, 1, 0)))
        {
        }
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOff(0, 60) with { Port = 1 }));
        Assert.True(queue.TryEnqueue(EngineEvent.NoteOff(0, 60)));
        Assert.False(queue.TryEnqueue(EngineEvent.NoteOff(0, 60)));
    }

    private static (SequencePlayer Player, EventQueue Queue) Played(int frames, bool loop = false)
    {
        var player = new SequencePlayer(new Sequence(s_song, 48_000, 1_000), 48_000);
        var queue = new EventQueue();
        if (loop)
            player.SetLoop(0, 1_000);
        player.Play();
        player.Advance(queue, 0, frames);
        queue.Drain();
        return (player, queue);
    }
}
