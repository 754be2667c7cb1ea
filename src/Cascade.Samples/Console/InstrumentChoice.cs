using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Presets;

namespace Cascade.Samples.Console;

/// <summary>From the name of an instrument to the instrument.</summary>
internal static class InstrumentChoice
{
    /// <summary>The name of the instrument that follows the program changes of a song.</summary>
    public const string GeneralMidi = "gm";

    /// <summary>Every name and what is behind it.</summary>
    public static IEnumerable<(string Name, string What)> All =>
    [
        (GeneralMidi, "What the song asks for by its program changes (General MIDI), drums on channel 10"),
        .. PresetLibrary.Patches.Select(p => (p.Name, p.Description)),
    ];

    /// <exception cref="InputException">There is no such instrument.</exception>
    public static Instrument Make(string name, int polyphony)
    {
        if (name.Equals(GeneralMidi, StringComparison.OrdinalIgnoreCase))
            return new SynthInstrument(PresetLibrary.GeneralMidi, polyphony);
        return new SynthInstrument(PresetLibrary.Find(name) ?? throw new InputException(Unknown(name)), polyphony);
    }

    private static string Unknown(string name)
    {
        string[] near = [.. All.Select(i => i.Name).Where(n => Distance(n, name) <= 1 + n.Length / 3 || n.Contains(name, StringComparison.OrdinalIgnoreCase))
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
