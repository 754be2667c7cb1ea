using System;
using System.Collections.Generic;

namespace Cascade.Dsp;

/// <summary>A part of a <see cref="Sound"/>: one instrument, what it listens to, and its strip. Immutable.</summary>
/// <remarks>What makes a <see cref="Part"/> of a rack; ranges and defaults are those of its members of the same names.</remarks>
public sealed record SoundPart
{
    /// <summary>The piano that plays, or null if a synthesizer does.</summary>
    public PianoPatch? Piano { get; init; }

    /// <summary>The synthesizer's sound, or null if a piano plays.</summary>
    public SynthPatch? Synth { get; init; }

    /// <summary>The part's name; empty by default.</summary>
    public string Name { get; init; } = "";

    /// <summary>The channels it listens to, a bit each: <see cref="Part.Channels"/>.</summary>
    public int Channels { get; init; } = Part.AllChannels;

    /// <summary>The lowest key it plays, 0 to 127; 0 by default.</summary>
    public int LowestKey { get; init; }

    /// <summary>The highest key it plays, 0 to 127; 127 by default.</summary>
    public int HighestKey { get; init; } = 127;

    /// <summary>How far it moves the keys, in semitones, -127 to 127; 0 by default.</summary>
    public int Transpose { get; init; }

    /// <summary>The level, in dB, -60 (off) to 12; 0 by default.</summary>
    public float Gain { get; init; }

    /// <summary>The balance, -1 left to 1 right; 0 by default.</summary>
    public float Pan { get; init; }

    /// <summary>What goes to the reverb bus, in dB, -60 (none) to 12; 0 by default.</summary>
    public float ReverbSend { get; init; }

    /// <summary>What goes to the chorus bus, in dB, -60 (none) to 12; 0 by default.</summary>
    public float ChorusSend { get; init; }

    /// <summary>Its own effects, in the order the sound passes them; none by default.</summary>
    public IReadOnlyList<EffectPatch> Inserts { get; init; } = [];

    // True if the instrument alone does the same: nothing is left to do for a strip, whatever its sends, as there are no buses.
    internal bool IsPlain => Inserts.Count == 0
        && (Channels, LowestKey, HighestKey, Transpose, Gain, Pan) == (Part.AllChannels, 0, 127, 0, 0, 0);

    internal Instrument CreateInstrument(int polyphony) => (Piano, Synth) switch
    {
        ({ } piano, null) => new PianoInstrument(piano),
        (null, { } synth) => new SynthInstrument(synth, polyphony),
        _ => throw new InvalidOperationException(
            $"The part '{Name}' must have a piano or a synthesizer's sound, and not both."),
    };

    internal Part Create(int polyphony)
    {
        var part = new Part(CreateInstrument(polyphony), Sound.Create(Inserts))
        {
            Name = Name,
            Channels = Channels,
            LowestKey = LowestKey,
            HighestKey = HighestKey,
            Transpose = Transpose,
        };
        part.Set(Part.Gain, Gain);
        part.Set(Part.Pan, Pan);
        part.Set(Part.ReverbSend, ReverbSend);
        part.Set(Part.ChorusSend, ChorusSend);
        return part;
    }
}
