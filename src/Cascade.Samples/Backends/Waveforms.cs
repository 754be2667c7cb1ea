using Cascade.Dsp.Oscillators;

namespace Cascade.Samples.Backends;

/// <summary>The plain waveforms by name.</summary>
public static class Waveforms
{
    private static readonly Dictionary<string, Waveform> s_byName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sine"] = Waveform.Sine,
        ["square"] = Waveform.Square,
        ["sawtooth"] = Waveform.Saw,
        ["triangle"] = Waveform.Triangle,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => s_byName.Keys;

    /// <summary>The waveform of a name.</summary>
    /// <returns>False if there is none of that name.</returns>
    internal static bool TryFind(string name, out Waveform waveform) => s_byName.TryGetValue(name, out waveform);
}
