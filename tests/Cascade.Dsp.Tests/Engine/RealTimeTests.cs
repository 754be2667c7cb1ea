using System.Runtime.CompilerServices;
using Cascade.Dsp.Tests.Contracts;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>After construction nothing happens on the audio thread but arithmetic.</summary>
/// <remarks>Strict where it runs first in its process: other tests may compile what the constructor forgot. What a rate alone would leave
/// out is seen at that rate: <c>CASCADE_AUDIO_RATE</c> gives another than 48,000 Hz.</remarks>
public sealed class RealTimeTests
{
    public static TheoryData<string> Instruments => [nameof(ImpulseInstrument), nameof(SynthInstrument), nameof(PianoInstrument)];

    [Theory]
    [MemberData(nameof(Instruments))]
    public void Nothing_is_collected_compiled_locked_or_thrown_on_the_audio_thread(string name)
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        // The other engine compiles this test's own code, not that of the instrument under test. It has no parameters to be disturbed, so
        // the event that moves one is made here for the first time.
        _ = EngineEvent.Parameter(0, 0, 0, 0, 0);
        var rehearsal = new VoiceEngine(new Rehearsal(), null, new ScaleEffect());
        var engine =
            new VoiceEngine(New(name), new EngineOptions { SampleRate = AudioThread.Rate }, new Equalizer(10), new Chorus(), new Delay(),
            new Reverb(), new Limiter());
        Exception rehearsed = RuntimeEvents.Mark("rehearsal"), start = RuntimeEvents.Mark("start of " + name),
            end = RuntimeEvents.Mark("end of " + name);
        AudioThread.Run(() =>
        {
            RuntimeEvents.Throw(rehearsed);
            Perform(rehearsal, 2000);
            RuntimeEvents.Throw(start);
            Perform(engine, 2000);
            RuntimeEvents.Throw(end);
        });
        string[] found = events.Between("start of " + name, "end of " + name);
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    [Fact]
    public void Nor_when_a_song_is_played_with_jumps_loops_and_tempos()
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        var player = new SequencePlayer(RandomSong(), 48_000);
        var queue = new EventQueue();
        player.SetLoop(100_000, 150_000);
        Exception start = RuntimeEvents.Mark("start of the song"), end = RuntimeEvents.Mark("end of the song");
        AudioThread.Run(() =>
        {
            Move(player, queue, 0);
            RuntimeEvents.Throw(start);
            Move(player, queue, 4000);
            player.Reset();
            RuntimeEvents.Throw(end);
        });
        string[] found = events.Between("start of the song", "end of the song");
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    [Fact]
    public void Each_of_them_would_be_seen()
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        object gate = new();
        using var held = new ManualResetEventSlim();
        var holder = new Thread(() =>
        {
            lock (gate)
            {
                held.Set();
                Thread.Sleep(200);
            }
        });
        AudioThread.Run(() =>
        {
            RuntimeEvents.Throw(RuntimeEvents.Mark("before the sins"));
            GC.Collect();
            NeverCalledBefore();
            RuntimeEvents.Throw(RuntimeEvents.Mark("a sin"));
            holder.Start();
            held.Wait();
            lock (gate)
                RuntimeEvents.Throw(RuntimeEvents.Mark("after the sins"));
        });
        holder.Join();
        string seen = string.Join("\n", events.Between("before the sins", "after the sins"));
        Assert.Contains("GCStart", seen);
        Assert.Contains("MethodLoadVerbose", seen);
        Assert.Contains(nameof(NeverCalledBefore), seen);
        Assert.Contains("ExceptionThrown", seen);
        Assert.Contains("ContentionStart", seen);
    }

    private static Instrument New(string name) => name switch
    {
        nameof(SynthInstrument) => new SynthInstrument(),
        nameof(PianoInstrument) => new PianoInstrument(),
        _ => new ImpulseInstrument(),
    };

    private static void Perform(VoiceEngine engine, int blocks)
    {
        Span<float> left = stackalloc float[100], right = stackalloc float[100], frames = stackalloc float[200];
        for (int key = 0; key < 128; key++)
            engine.NoteOn(key, 0.8f, key & 15);
        for (int block = 0; block < blocks; block++)
        {
            RandomEvents.Disturb(engine, block);
            engine.Events.TryEnqueue(EngineEvent.Parameter(engine.Position, 0, block % 3, block % 4, float.NaN));
            engine.Events.TryEnqueue(EngineEvent.Parameter(engine.Position, 0, 1 + block % 5, block / 5 % 45, block % 7 - 3));
            engine.Events.TryEnqueue(new EngineEvent(engine.Position, EventKind.Control, 0, (ushort)(block % 128), float.NaN));
            engine.MasterGainDecibels = block % 2;
            engine.Render(left, right);
            engine.RenderInterleaved(frames);
        }
        engine.Reset();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(SequencePlayer player, EventQueue queue, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            switch (block % 50)
            {
                case 0: player.Play(); break;
                case 20: player.Speed = block % 100 == 20 ? 0.5 : 2; break;
                case 30: player.Seek(block % 300 * 1000); break;
                case 40 when block % 100 == 40: player.Pause(); break;
                case 45 when block > 2000: player.ClearLoop(); break;
                case 49 when block % 500 == 499: player.Stop(); break;
            }
            player.Advance(queue, block * 256L, 256);
            while (queue.TryDequeue(out _))
            {
            }
        }
    }

    private static Sequence RandomSong()
    {
        var random = new Random(5);
        var song = new EngineEvent[5000];
        for (int i = 0; i < song.Length; i++)
        {
            var kind = (EventKind)random.Next(18);
            byte number = (byte)random.Next(kind == EventKind.Parameter ? 20 : 128);
            song[i] = new EngineEvent(random.NextInt64(300_000), kind, (byte)random.Next(16), number, random.NextSingle())
            {
                Note = i % 4,
            };
        }
        // By chance alone a registered parameter is hardly ever chosen before it is stepped.
        for (int i = 0; i < song.Length - 3; i += 100)
            for (int part = 0; part < 3; part++)
                song[i + part] = EngineEvent.Control(i * 50, part == 0 ? 101 : part == 1 ? 100 : 96, 0, 3);
        return new Sequence(song, 48_000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void NeverCalledBefore()
    {
    }

    private sealed class Rehearsal() : Instrument("rehearsal")
    {
        public override int ActiveVoices => 0;

        protected override void Setup(EngineSettings settings)
        {
        }

        public override void Apply(in EngineEvent e, int offset)
        {
        }

        public override void Render(Span<float> left, Span<float> right)
        {
            left.Clear();
            right.Clear();
        }

        protected override void Clear()
        {
        }
    }
}
