using System;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Output;

/// <summary>Takes a performance through all it can do, unheard and once in a process, so that nothing of it is compiled while sound
/// plays.</summary>
internal static class PerformanceRehearsal
{
    // Type initialiser: other threads block on it; re-entry on this thread does not.
    static PerformanceRehearsal() => Play();

    /// <summary>Forces the type initialiser.</summary>
    public static void Once()
    {
    }

    private static void Play()
    {
        const int Rate = SampleRates.Minimum;
        EngineEvent[] events = [EngineEvent.NoteOn(0, 60, 1), EngineEvent.Control(0, 64, 1), EngineEvent.NoteOff(900, 60)];
        var music = new Sequence(events, Rate, 1000);
        var performance = new Performance(new VoiceEngine(new SilentInstrument(), new EngineOptions { SampleRate = Rate }), music);
        Span<float> left = stackalloc float[50], right = stackalloc float[50], both = stackalloc float[100];
        for (int round = 0; round < 60; round++)
        {
            switch (round)
            {
                case 4: performance.Player!.Pause(); break;
                case 8: performance.Player!.Play(); break;
                case 12: performance.Player = new SequencePlayer(music, Rate); break;
                case 14: performance.Player!.Play(); break;
                case 40: performance.Reset(); break;
                case 44: performance.Stop(); break;
            }
            performance.Read(left, right);
            performance.ReadInterleaved(both);
        }
        performance.Leave();
    }
}
