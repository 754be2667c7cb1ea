using Cascade.Dsp;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.GeneralMidi.Figures;

/// <summary>Notes of this synthesizer, or of any instrument.</summary>
internal static class Synthesized
{
    // A note has hardly more than four voices.
    private static readonly EngineOptions s_options = new() { Width = LaneWidth.Bits128 };

    /// <summary>The mean of both sides of a note.</summary>
    public static float[] Play(PatchBank bank, Note note) =>
        Play(new SynthInstrument(bank, polyphony: 16), note, note.Program == Note.Drums ? PatchBank.DrumChannel : 0);

    /// <summary>The mean of both sides of a note of a patch.</summary>
    public static float[] Play(SynthPatch patch, Note note) => Play(new SynthInstrument(patch, polyphony: 16), note, 0);

    private static float[] Play(Instrument instrument, Note note, int channel)
    {
        var engine = new VoiceEngine(instrument, s_options);
        if (note.Program > 0)
            engine.Events.TryEnqueue(new EngineEvent(0, EventKind.Program, (byte)channel, (ushort)note.Program, 0));
        engine.NoteOn(note.Key, note.Velocity / 127f, channel);
        var left = new float[(int)(Note.Length * Note.Rate)];
        var right = new float[left.Length];
        int held = (int)(Note.Held * Note.Rate);
        engine.Render(left.AsSpan(0, held), right.AsSpan(0, held));
        engine.NoteOff(note.Key, channel);
        engine.Render(left.AsSpan(held), right.AsSpan(held));
        for (int i = 0; i < left.Length; i++)
            left[i] = (left[i] + right[i]) / 2;
        return left;
    }
}
