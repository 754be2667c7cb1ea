using System;

namespace Cascade.Dsp.Output;

/// <summary>What the 256 codes of telephone companding mean, in steps of 1/32,768.</summary>
/// <remarks>Source: ITU-T G.711, "Pulse code modulation of voice frequencies", 1988.</remarks>
internal static class Companding
{
    private static readonly short[] s_aLaw = Table(ALawOf), s_muLaw = Table(MuLawOf);

    /// <summary>A-law.</summary>
    public static ReadOnlySpan<short> ALaw => s_aLaw;

    /// <summary>mu-law.</summary>
    public static ReadOnlySpan<short> MuLaw => s_muLaw;

    private static short[] Table(Func<int, int> step)
    {
        var table = new short[256];
        for (int code = 0; code < table.Length; code++)
            table[code] = (short)step(code);
        return table;
    }

    // Every other bit is inverted; a sign (1 is positive), a segment of three bits, four bits within it.
    private static int ALawOf(int code)
    {
        code ^= 0x55;
        int segment = code >> 4 & 7, step = ((code & 15) << 4) + 8;
        if (segment > 0)
            step = step + 256 << segment - 1;
        return (code & 0x80) != 0 ? step : -step;
    }

    // All bits are inverted; the scale is shifted by 33 steps of 14 bits, so that segments start at powers of two.
    private static int MuLawOf(int code)
    {
        code = ~code & 0xFF;
        int step = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132;
        return (code & 0x80) != 0 ? -step : step;
    }
}
