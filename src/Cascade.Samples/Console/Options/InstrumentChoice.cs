using Cascade.Dsp;

namespace Cascade.Samples.Console.Options;

/// <summary>From the name of an instrument to the instrument.</summary>
internal static class InstrumentChoice
{
    /// <summary>The name of the instrument that follows the program changes of a song.</summary>
    public const string GeneralMidi = "gm";

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
        return InOneSpace(song is null ? GeneralMidiRack.Create() : GeneralMidiRack.For(song));
    }

    /// <summary>The sound of a name or file; null for General MIDI, which the song makes.</summary>
    /// <exception cref="InputException">There is no such instrument, or the file is not one.</exception>
    public static Dsp.Sound? Find(string name)
    {
        if (PatchFile.IsMeant(name))
            return PatchFile.Read(name, "an instrument", PatchFile.SoundFromJson);
        if (name.Equals(GeneralMidi, StringComparison.OrdinalIgnoreCase))
            return null;
        return PresetLibrary.FindSound(name.Equals(Piano, StringComparison.OrdinalIgnoreCase) ? PianoPatch.Default.Name : name)
            ?? throw new InputException(Unknown(name));
    }

    /// <summary>The grand for a song that asks for nothing else, else General MIDI.</summary>
    public static string For(Sequence song) => GeneralMidiRack.IsNeededFor(song) ? GeneralMidi : Piano;

    // The reverb of the command line, which a person may switch, serves all instruments.
    private static Rack InOneSpace(Rack rack)
    {
        foreach (Part part in rack.Parts)
            part.Set(Part.ReverbSend, Part.ReverbSend.Minimum);
        return rack;
    }

    private static string Unknown(string name)
    {
        string[] near =
            [.. All.Select(i => i.Name)
            .Where(n => Distance(n, name) <= 1 + n.Length / 3 || n.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(n => Distance(n, name)).Take(3)];
        return near.Length > 0
            ? $"no instrument is called {name}; did you mean {string.Join(" or ", near)}?"
            : $"no instrument is called {name}; cascade presets lists them.";
    }

    // How many letters are to be changed, added or taken away (V. Levenshtein, 1966).
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int changed = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, 1 + Math.Min(diagonal, row[j]));
            }
        }
        return row[^1];
    }
}
