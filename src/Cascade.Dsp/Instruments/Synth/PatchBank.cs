using System;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>Which patch each program and each drum key plays. Immutable.</summary>
public sealed class PatchBank
{
    /// <summary>The channel whose keys are drums, as in General MIDI: the tenth, number 9.</summary>
    public const int DrumChannel = ChannelMemory.DrumChannel;

    private readonly SynthPatch[] _programs = new SynthPatch[128];
    private readonly SynthPatch?[]? _drums;

    /// <summary>One patch for all programs and channels.</summary>
    /// <param name="patch">The patch.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    public PatchBank(SynthPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Array.Fill(_programs, patch.Clamped());
    }

    /// <summary>A patch for every program, and one for each drum key.</summary>
    /// <param name="programs">128 patches, by program.</param>
    /// <param name="drums">128 patches by key for <see cref="DrumChannel"/>, null where a key is silent; empty if that channel is one like
    /// the others.</param>
    /// <exception cref="ArgumentException">There are not 128 of them.</exception>
    /// <exception cref="ArgumentNullException">A program's patch is null.</exception>
    public PatchBank(ReadOnlySpan<SynthPatch> programs, ReadOnlySpan<SynthPatch?> drums = default)
    {
        if (programs.Length != 128)
            throw new ArgumentException($"A bank has 128 programs, not {programs.Length}.", nameof(programs));
        if (drums.Length is not (0 or 128))
            throw new ArgumentException($"A bank has 128 drum keys or none, not {drums.Length}.", nameof(drums));
        for (int i = 0; i < 128; i++)
        {
            ArgumentNullException.ThrowIfNull(programs[i], nameof(programs));
            _programs[i] = programs[i].Clamped();
        }
        if (drums.Length == 0)
            return;
        _drums = new SynthPatch?[128];
        for (int i = 0; i < 128; i++)
            _drums[i] = drums[i]?.Clamped();
    }

    /// <summary>The patch of a program.</summary>
    /// <param name="program">0 to 127.</param>
    /// <exception cref="IndexOutOfRangeException">The program is outside 0 to 127.</exception>
    public SynthPatch this[int program] => _programs[program];

    /// <summary>The patch that a key of a channel plays, or null if it is a silent drum key.</summary>
    /// <param name="playsDrums">True for a channel of drums.</param>
    /// <param name="program">The channel's program, 0 to 127.</param>
    /// <param name="key">0 to 127.</param>
    public SynthPatch? Find(bool playsDrums, int program, int key) =>
        playsDrums && _drums is not null ? _drums[key] : _programs[program];
}
