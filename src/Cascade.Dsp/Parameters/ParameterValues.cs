using System;
using System.Collections.Generic;

namespace Cascade.Dsp.Parameters;

/// <summary>Values by the ids of parameters, as patches hold them.</summary>
internal static class ParameterValues
{
    /// <summary>Makes the values those that a device starts with.</summary>
    /// <exception cref="ArgumentException">An id is unknown; the message lists the known ones.</exception>
    public static void Start(ParameterBank bank, IReadOnlyDictionary<string, float> values)
    {
        foreach ((string id, float value) in values)
            bank.Start(bank.Find(id) ?? throw Unknown(bank, id), value);
    }

    public static bool AreEqual(IReadOnlyDictionary<string, float> a, IReadOnlyDictionary<string, float> b)
    {
        if (a.Count != b.Count)
            return false;
        foreach ((string id, float value) in a)
            if (!b.TryGetValue(id, out float other) || !other.Equals(value))
                return false;
        return true;
    }

    private static ArgumentException Unknown(ParameterBank bank, string id)
    {
        var ids = new List<string>();
        foreach (Parameter parameter in bank)
            ids.Add(parameter.Id);
        return new ArgumentException($"There is no parameter '{id}'; there are {string.Join(", ", ids)}.");
    }
}
