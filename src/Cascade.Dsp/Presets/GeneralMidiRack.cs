using System;
using System.Collections.Generic;
using Cascade.Dsp.Instruments;

namespace Cascade.Dsp;

/// <summary>General MIDI as a rack: programs 0 to 3 play modal pianos, all others and the drums the synthesizer, each channel with a strip
/// of its own, and all share one reverb and one chorus.</summary>
public static class GeneralMidiRack
{
    private const int LastPianoProgram = 3, Channels = 16;

    // Most patches sound several voices a note.
    private const int Polyphony = 192;

    private static readonly string[] s_pianos = ["grand", "bright", "electric grand", "honky-tonk"];

    /// <summary>A rack for all sixteen channels of one port and every program.</summary>
    /// <param name="reverb">The space that all share; null for the hall.</param>
    public static Rack Create(EffectPatch? reverb = null) => Create(Enough(), reverb);

    /// <summary>A rack with as many parts as some music needs, on all the MIDI ports it uses.</summary>
    /// <param name="music">The music.</param>
    /// <param name="reverb">The space that all share; null for the hall.</param>
    /// <exception cref="ArgumentNullException">The music is null.</exception>
    /// <exception cref="ArgumentException">The music needs more parts than a rack has.</exception>
    public static Rack For(Sequence music, EffectPatch? reverb = null)
    {
        ArgumentNullException.ThrowIfNull(music);
        Needs needs = NeedsOf(music);
        if (needs.Count > Rack.MaximumParts)
            throw new ArgumentException($"The music needs {needs.Count} parts; a rack has up to {Rack.MaximumParts}.", nameof(music));
        return Create(needs.Count == 0 ? Enough() : needs, reverb);
    }

    /// <summary>Whether General MIDI gives some music anything but the grand piano.</summary>
    /// <param name="music">The music.</param>
    /// <exception cref="ArgumentNullException">The music is null.</exception>
    public static bool IsNeededFor(Sequence music)
    {
        ArgumentNullException.ThrowIfNull(music);
        Needs needs = NeedsOf(music);
        return needs.Synths.Count > 0 || needs.Pianos.Count > 1 || (needs.Pianos.Count == 1 && needs.Pianos.Min.Program != 0);
    }

    private static Rack Create(Needs needs, EffectPatch? reverb)
    {
        var parts = new List<Part>();
        foreach ((byte port, byte program) in needs.Pianos)
            parts.Add(new Part(new PianoInstrument(PresetLibrary.Piano(s_pianos[program])))
            {
                Name = s_pianos[program],
                Port = port,
                LowestProgram = program,
                HighestProgram = program,
                PlaysDrums = false,
            });
        foreach ((byte port, byte channel) in needs.Synths)
            parts.Add(new Part(new SynthInstrument(PresetLibrary.GeneralMidi, Polyphony))
            {
                Name = $"channel {channel + 1}",
                Port = port,
                Channels = Part.Channel(channel),
                LowestProgram = LastPianoProgram + 1,
            });
        return new Rack([.. parts])
        {
            ReverbBus = [new Reverb(reverb)],
            ChorusBus = [new Chorus()],
        };
    }

    private static Needs Enough()
    {
        var needs = new Needs();
        for (byte program = 0; program <= LastPianoProgram; program++)
            needs.Pianos.Add((0, program));
        for (byte channel = 0; channel < Channels; channel++)
            needs.Synths.Add((0, channel));
        return needs;
    }

    // What each note needs where it stands: the program of its channel by then, or drums.
    private static Needs NeedsOf(Sequence music)
    {
        var needs = new Needs();
        var programs = new Dictionary<(byte Port, byte Channel), byte>();
        var drums = new DrumChannels(byte.MaxValue + 1);
        foreach (ref readonly EngineEvent e in music.Events)
        {
            (byte Port, byte Channel) at = (e.Port, e.Channel);
            int channel = e.Port * Channels + Math.Min((int)e.Channel, Channels - 1);
            drums.Apply(e, channel);
            switch (e.Kind)
            {
                case EventKind.Program: programs[at] = (byte)Math.Min((int)e.Number, 127); break;
                case EventKind.SystemReset: programs.Clear(); break;
                case EventKind.NoteOn when e.Value > 0:
                    byte program = programs.GetValueOrDefault(at);
                    if (!drums[channel] && program <= LastPianoProgram)
                        needs.Pianos.Add((e.Port, program));
                    else
                        needs.Synths.Add(at);
                    break;
            }
        }
        return needs;
    }

    private sealed class Needs
    {
        public SortedSet<(byte Port, byte Program)> Pianos { get; } = [];

        public SortedSet<(byte Port, byte Channel)> Synths { get; } = [];

        public int Count => Pianos.Count + Synths.Count;
    }
}
