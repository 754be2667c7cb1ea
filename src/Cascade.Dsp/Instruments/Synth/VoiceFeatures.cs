using System;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>Which loops a voice needs; a group runs those of any of its voices.</summary>
[Flags]
internal enum VoiceFeatures : ushort
{
    None = 0,
    Table1 = 1,
    Pulse1 = 2,
    Blep1 = 4,
    Table2 = 8,
    Pulse2 = 16,
    Blep2 = 32,
    Noise = 64,
    Filter = 128,
    Lfo1 = 256,
    Lfo2 = 512,
    Modulation = 1024,
}
