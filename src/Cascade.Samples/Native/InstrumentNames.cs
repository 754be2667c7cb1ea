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
        if (index < 2)
            return index == 0 ? Piano : GeneralMidi;
        return index - 2 < PresetLibrary.Sounds.Count ? PresetLibrary.Sounds[index - 2].Name : null;
    }

    /// <summary>The instrument of a name, or null if there is none.</summary>
    public static Instrument? Make(string name, int polyphony)
    {
        if (name.Equals(Piano, StringComparison.OrdinalIgnoreCase))
            return new PianoInstrument();
        if (name.Equals(GeneralMidi, StringComparison.OrdinalIgnoreCase))
            return GeneralMidiRack.Create();
        return PresetLibrary.FindSound(name)?.CreateInstrument(polyphony);
    }
}
