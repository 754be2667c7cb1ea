using System;

namespace Cascade.Dsp.Parameters;

/// <summary>Names of presets as people type them.</summary>
internal static class PresetName
{
    /// <summary>Whether two names mean the same: capitals, spaces, hyphens and underscores do not matter.</summary>
    public static bool AreSame(string a, string b) => Simplify(a) == Simplify(b);

    private static string Simplify(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
        .Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
