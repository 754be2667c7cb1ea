using Cascade.Dsp;

namespace Cascade.Samples.Console.Options;

/// <summary>From the name of an instrument to the instrument.</summary>
internal static class InstrumentChoice
{
    /// <summary>The name of the instrument that follows the program changes of a song.</summary>
    public const string GeneralMidi = "gm";

    /// <summary>The name of the drum kit, on every channel.</summary>
    public const string Drums = "drums";

    /// <summary>The name of the modal grand.</summary>
    public const string Piano = "piano";

    /// <summary>The name that stands for the piano where a song asks for nothing else, and for General MIDI where it does.</summary>
    public const string Auto = "auto";

    /// <summary>Every name and what is behind it.</summary>
    public static IEnumerable<(string Name, string What)> All =>
    [
        (Piano, "The grand: 128 keys of modelled strings without a sample"),
        .. PresetLibrary.Pianos.Select(p => (p.Name, p.Description)),
        (GeneralMidi, "What the song asks for by its program changes (General MIDI), drums on channel 10"),
        (Drums, "The drum kit of General MIDI, on every channel: bass drum C2, snare D2, hi-hats F#2 to A#2 ..."),
        .. PresetLibrary.Sounds.Skip(PresetLibrary.Pianos.Count).Select(s => (s.Name, s.Description)),
    ];

    /// <exception cref="InputException">There is no such instrument, or the file is not one.</exception>
    /// <param name="name">A name of <see cref="All"/>, or a .json file.</param>
    /// <param name="polyphony">The voices of a synthesizer.</param>
    /// <param name="song">What General MIDI is to play, so that it has no more than that needs; null for anything.</param>
    public static Instrument Make(string name, int polyphony, Sequence? song = null)
    {
        if (Find(name) is { } sound)
            return sound.CreateInstrument(polyphony);
        if (Is(name, Drums))
            return new SynthInstrument(PresetLibrary.GeneralMidi, polyphony);
        return InOneSpace(song is null ? GeneralMidiRack.Create() : GeneralMidiRack.For(song));
    }

    /// <summary>The sound of a name or file; null for General MIDI, which the song makes.</summary>
    /// <exception cref="InputException">There is no such instrument, or the file is not one.</exception>
    public static Dsp.Sound? Find(string name)
    {
        if (PatchFile.IsMeant(name))
            return PatchFile.Read(name, "an instrument", PatchFile.SoundFromJson);
        if (Is(name, GeneralMidi) || Is(name, Drums))
            return null;
        return PresetLibrary.FindSound(Is(name, Piano) ? PianoPatch.Default.Name : name)
            ?? throw new InputException(Unknown(name));
    }

    /// <summary>The grand for a song that asks for nothing else, else General MIDI.</summary>
    public static string For(Sequence song) => GeneralMidiRack.IsNeededFor(song) ? GeneralMidi : Piano;

    /// <summary>Music with what an instrument has to be told before it.</summary>
    public static Sequence Told(string name, Sequence music) =>
        Is(name, Drums) ? new Sequence([.. DrumParts(), .. music.Events], music.SampleRate, music.Length) : music;

    /// <summary>What an instrument has to be told before it plays.</summary>
    public static IEnumerable<EngineEvent> Setup(string name) => Is(name, Drums) ? DrumParts() : [];

    private static IEnumerable<EngineEvent> DrumParts() =>
        Enumerable.Range(0, 16).Select(channel => new EngineEvent(0, EventKind.DrumPart, (byte)channel, 1, 0));

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    // The reverb of the command line, which a person may switch, serves all instruments.
    private static Rack InOneSpace(Rack rack)
    {
        foreach (Part part in rack.Parts)
            part.Set(Part.ReverbSend, Part.ReverbSend.Minimum);
        return rack;
    }

    private static string Unknown(string name) =>
        $"no instrument is called {name}; {Nearest.Hint(name, All.Select(i => i.Name), "cascade presets lists them.")}";
}
