using System;

namespace Cascade.Dsp.Events;

/// <summary>Every MIDI controller: where it stands at the start, what brings it back, and which instruments act on it. The one table that a
/// new controller enters; what it does is said where an instrument reads its value.</summary>
/// <remarks>Sources: MIDI 1.0 Detailed Specification 4.2; General MIDI 2 (the start); RP-015 (reset all controllers). docs/midi.md says
/// what each does.</remarks>
internal static class Controllers
{
    /// <summary>From a controller to its fine half.</summary>
    public const int Fine = 32;

    /// <summary>The middle of those that move to either side.</summary>
    public const float Middle = 64 / 127f;

    // At the start nothing holds but what the patch, or the rack, says.
    private const float Patch = float.NaN;

    private const Users Both = Users.Synthesizer | Users.Piano;

    private static readonly Controller[] s_table = Table(
        (0, new(Start: float.NaN, By: Both)),   // bank
        (1, new(IsReset: true, HasFine: true, By: Users.Synthesizer)),   // modulation
        (5, new(Patch, HasFine: true, By: Users.Synthesizer)),   // glide time
        (6, new(IsKept: false, By: Users.Synthesizer)),   // data entry
        (7, new(100 / 127f, HasFine: true, By: Both)),   // volume
        (8, new(Middle)),   // balance
        (10, new(Middle, HasFine: true, By: Both)),   // pan
        (11, new(1, IsReset: true, HasFine: true, By: Both)),   // expression
        (32, new(By: Both)),   // bank
        (38, new(IsKept: false, By: Users.Synthesizer)),   // data entry
        (64, new(IsReset: true, By: Both)),   // sustain
        (65, new(Patch, IsReset: true, By: Users.Synthesizer)),   // glide
        (66, new(IsReset: true, By: Both)),   // sostenuto
        (67, new(IsReset: true, By: Users.Piano)),   // soft
        (68, new(IsReset: true)),   // legato
        (69, new(IsReset: true, By: Users.Synthesizer)),   // hold 2
        (70, new(Middle)),   // variation
        (71, new(Middle, By: Users.Synthesizer)),   // resonance
        (72, new(Middle, By: Users.Synthesizer)),   // release time
        (73, new(Middle, By: Users.Synthesizer)),   // attack time
        (74, new(Middle, By: Users.Synthesizer)),   // brightness
        (75, new(Middle, By: Users.Synthesizer)),   // decay time
        (76, new(Middle, By: Users.Synthesizer)),   // vibrato rate
        (77, new(Middle, By: Users.Synthesizer)),   // vibrato depth
        (78, new(Middle, By: Users.Synthesizer)),   // vibrato delay
        (79, new(Middle)),
        (84, new(float.NaN, IsReset: true, IsKept: false, By: Users.Synthesizer)),   // the next note's glide
        (88, new(IsReset: true, IsKept: false, By: Both)),   // the next note's finer velocity
        (91, new(Patch)),   // reverb send
        (96, new(IsKept: false, By: Users.Synthesizer)),   // data increment
        (97, new(IsKept: false, By: Users.Synthesizer)),   // data decrement
        (98, new(1, IsReset: true, IsKept: false, By: Users.Synthesizer)),   // unregistered parameter, of which 127 is none
        (99, new(1, IsReset: true, IsKept: false, By: Users.Synthesizer)),
        (100, new(1, IsReset: true, IsKept: false, By: Users.Synthesizer)),   // registered parameter
        (101, new(1, IsReset: true, IsKept: false, By: Users.Synthesizer)),
        (120, new(IsKept: false, By: Both)),   // all sound off
        (121, new(IsKept: false, By: Both)),   // reset all controllers
        (122, new(IsKept: false)),   // local control
        (123, new(IsKept: false, By: Both)),   // all notes off
        (124, new(IsKept: false, By: Both)),   // omni off
        (125, new(IsKept: false, By: Both)),   // omni on
        (126, new(IsKept: false, By: Both)),   // mono
        (127, new(IsKept: false, By: Both)));   // poly

    /// <summary>A controller.</summary>
    /// <param name="number">0 to 127.</param>
    public static ref readonly Controller Of(int number) => ref s_table[number];

    private static Controller[] Table(params ReadOnlySpan<(int Number, Controller Controller)> rows)
    {
        var table = new Controller[128];
        Array.Fill(table, new Controller(Start: 0));
        foreach ((int number, Controller controller) in rows)
        {
            table[number] = controller;
            if (controller.HasFine)
                table[number + Fine] = new Controller(float.IsNaN(controller.Start) ? Patch : 0, controller.IsReset, By: controller.By);
        }
        return table;
    }

    /// <summary>Instruments that act on a controller.</summary>
    [Flags]
    public enum Users
    {
        /// <summary>None: it is counted as ignored.</summary>
        None = 0,

        /// <summary>The synthesizer.</summary>
        Synthesizer = 1,

        /// <summary>The piano.</summary>
        Piano = 2,
    }

    /// <summary>A controller.</summary>
    /// <param name="Start">Where it stands at the start, 0 to 1; NaN where the patch or the rack decides, or there is nothing to
    /// stand.</param>
    /// <param name="IsReset">Whether "reset all controllers" brings it back to the start.</param>
    /// <param name="HasFine">Whether the controller 32 above is its fine half, which it sets to 0.</param>
    /// <param name="IsKept">Whether it holds until it is moved again, so that a jump restores it. Registered parameters and the mode are
    /// kept by what they mean.</param>
    /// <param name="By">Which instruments act on it.</param>
    public readonly record struct Controller(float Start = 0, bool IsReset = false, bool HasFine = false, bool IsKept = true,
        Users By = Users.None);
}
