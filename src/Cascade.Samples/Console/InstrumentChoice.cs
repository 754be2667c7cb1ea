using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Samples.Console;

/// <summary>From the name of an instrument to the instrument.</summary>
internal static class InstrumentChoice
{
    /// <summary>The name of the instrument that follows the program changes of a song.</summary>
    public const string GeneralMidi = "gm";

    /// <summary>The name of the instrument that plays single notes.</summary>
    public const string Note = "gm";

    public static IEnumerable<(string Name, string What)> All => [(GeneralMidi, "What the song asks for, by its program changes (General MIDI).")];

    /// <exception cref="InputException">There is no such instrument.</exception>
    public static Instrument Make(string name, int polyphony)
    {
        if (name.Equals(GeneralMidi, StringComparison.OrdinalIgnoreCase))
            return new SynthInstrument((SynthPatch?)null, polyphony);
        throw new InputException(Unknown(name));
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
