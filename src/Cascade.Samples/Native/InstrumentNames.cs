using Cascade.Dsp;

namespace Cascade.Samples.Native;

/// <summary>The instruments by name and number.</summary>
internal static class InstrumentNames
{
    private const string Piano = "piano";
    private const string GeneralMidi = "gm";

    /// <summary>The name of a number, or null after the last.</summary>
    public static string? Of(int index)
    {
        int pianos = PresetLibrary.Pianos.Count;
        if (index < 2)
            return index == 0 ? Piano : GeneralMidi;
        if (index - 2 < pianos)
            return PresetLibrary.Pianos[index - 2].Name;
        return index - 2 - pianos < PresetLibrary.Synths.Count ? PresetLibrary.Synths[index - 2 - pianos].Name : null;
    }

    /// <summary>The instrument of a name, or null if there is none.</summary>
    public static Instrument? Make(string name, int polyphony)
    {
        if (name.Equals(Piano, StringComparison.OrdinalIgnoreCase))
            return new PianoInstrument();
        if (name.Equals(GeneralMidi, StringComparison.OrdinalIgnoreCase))
            return GeneralMidiRack.Create();
        if (PresetLibrary.FindPiano(name) is { } piano)
            return new PianoInstrument(piano);
        return PresetLibrary.FindSynth(name) is { } patch ? new SynthInstrument(patch, polyphony) : null;
    }
}
