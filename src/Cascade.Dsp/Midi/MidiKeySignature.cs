using System;

namespace Cascade.Dsp.Midi;

/// <summary>A key signature.</summary>
/// <param name="Sharps">The number of sharps, 0 to 7; flats are negative.</param>
/// <param name="IsMinor">True for the minor key.</param>
public readonly record struct MidiKeySignature(int Sharps, bool IsMinor)
{
    /// <summary>The name of the key, such as "E flat major".</summary>
    public override string ToString()
    {
        // The tonics along the circle of fifths: F is -1, C 0, G 1. A minor key's lies three fifths further than that of the major with the
        // same signature.
        int fifths = Math.Clamp(Sharps, -7, 7) + (IsMinor ? 3 : 0);
        string accidental = fifths > 5 ? " sharp" : fifths < -1 ? " flat" : "";
        return $"{"FCGDAEB"[(fifths + 1 + 7) % 7]}{accidental} {(IsMinor ? "minor" : "major")}";
    }
}
