using Cascade.Dsp;
using Cascade.Dsp.Events;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary>Runs all that the audio thread may come to do once, in silence, so that nothing is compiled there later.</summary>
internal static class Rehearsal
{
    private const int Blocks = 200, BlockFrames = 64;

    public static void Run(int sampleRate)
    {
        EngineEvent[] events =
        [
            new(0, EventKind.Program, 0, 1, 0), EngineEvent.Control(0, 64, 1), EngineEvent.Control(0, 101, 0), EngineEvent.Control(0, 100, 0), EngineEvent.Control(0, 6, 0.1f),
            new(0, EventKind.PitchBend, 0, 0, 0.5f), new(0, EventKind.ChannelPressure, 0, 0, 0.5f), EngineEvent.NoteOn(1, 60, 1), EngineEvent.NoteOff(5000, 60),
        ];
        var transport = new Transport(new Sequence(events, sampleRate, 6000), sampleRate);
        var engine = new VoiceEngine(new SilentInstrument(), new EngineOptions { SampleRate = sampleRate });
        using var output = new Stage(transport);
        var loop = new AudioLoop(engine, output, BlockFrames, transport);
        output.Loop = loop;
        loop.Start();
        loop.Wait(Timeout.InfiniteTimeSpan);
    }

    // Gives the commands at their times, from the audio thread itself.
    private sealed class Stage(Transport transport) : IAudioOutput
    {
        private int _writes;

        public AudioLoop? Loop { get; set; }

        public string Description => "";

        public int SampleRate => 0;

        public TimeSpan Latency => default;

        public long Underruns => 0;

        public string? Failure => null;

        public bool Write(ReadOnlySpan<float> frames)
        {
            switch (_writes++)
            {
                case 10 or 14: transport.Toggle(); break;
                case 20: transport.SeekBy(TimeSpan.FromMilliseconds(20)); break;
                case 24: transport.Speed = 0.5; break;
                case 30: transport.SeekBy(TimeSpan.FromMilliseconds(-100)); break;
                case 40: transport.Speed = 4; break;
                case 80: transport.SeekBy(TimeSpan.FromHours(-1)); break;
                case Blocks: Loop!.Stop(); break;
            }
            return true;
        }

        public void Drain()
        {
        }

        public void Dispose()
        {
        }
    }
}
