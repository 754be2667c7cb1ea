using Cascade.Dsp;

namespace Cascade.Samples.Console.Soak;

/// <summary>A minute of music that is harder than most: runs over the whole keyboard, chords of ten keys, the pedal down for two seconds at
/// a time.</summary>
internal static class DensePerformance
{
    private const int Seconds = 60, NotesPerSecond = 20, ChordsPerSecond = 1, ChordKeys = 10;
    private const int LowestKey = 21, Keys = 88, Sustain = 64;
    private const double PedalSeconds = 2, PedalUpSeconds = 0.1, NoteSeconds = 0.2;

    public static Sequence Make(int sampleRate)
    {
        var events = new List<EngineEvent>();
        for (double time = 0; time < Seconds; time += PedalSeconds)
        {
            events.Add(EngineEvent.Control(At(time + PedalUpSeconds), Sustain, 1));
            events.Add(EngineEvent.Control(At(time + PedalSeconds), Sustain, 0));
        }
        for (int note = 0; note < Seconds * NotesPerSecond; note++)
            // 37 and 88 have no common divisor: every key has its turn.
            Note((double)note / NotesPerSecond, LowestKey + note * 37 % Keys, 0.4f + 0.6f * (note % 7) / 6);
        for (int chord = 0; chord < Seconds * ChordsPerSecond; chord++)
            for (int key = 0; key < ChordKeys; key++)
                Note((double)chord / ChordsPerSecond, 28 + chord % 12 + 6 * key, 0.9f);
        return new Sequence(events.ToArray(), sampleRate, At(Seconds));

        long At(double time) => (long)(time * sampleRate);

        void Note(double time, int key, float velocity)
        {
            events.Add(EngineEvent.NoteOn(At(time), key, velocity));
            events.Add(EngineEvent.NoteOff(At(Math.Min(time + NoteSeconds, Seconds)), key));
        }
    }
}
