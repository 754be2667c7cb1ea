namespace Cascade.Samples.Analysis.Prediction;

/// <summary>What was played just now: the counts of each context, in memory of a fixed size.</summary>
/// <remarks>Slots of 32 bytes: a check and the counts of up to 15 symbols. Where all slots that a context may take are others', it takes
/// that
/// which was seen least; a 16th symbol takes the place of the rarest.</remarks>
internal sealed class ShortMemory
{
    private const int Symbols = 15, Ways = 4, Slots = 1 << 14;

    private readonly ushort[] _checks = new ushort[Slots];
    private readonly SymbolCount[] _counts = new SymbolCount[Slots * Symbols];

    /// <summary>Memory in bytes.</summary>
    public static int Bytes => Slots * (2 + 2 * Symbols);

    public void Clear()
    {
        Array.Clear(_checks);
        Array.Clear(_counts);
    }

    public void CopyFrom(ShortMemory other)
    {
        other._checks.CopyTo(_checks, 0);
        other._counts.CopyTo(_counts, 0);
    }

    /// <summary>Where a context is; below 0 if it has not been seen.</summary>
    public int SlotOf(uint context)
    {
        int first = FirstSlot(context);
        ushort check = CheckOf(context);
        for (int way = 0; way < Ways; way++)
            if (_checks[first + way] == check)
                return first + way;
        return -1;
    }

    /// <summary>The counts of a context; none if it has not been seen.</summary>
    /// <param name="slot">Where it is.</param>
    public ReadOnlySpan<SymbolCount> CountsAt(int slot)
    {
        if (slot < 0)
            return default;
        Span<SymbolCount> counts = _counts.AsSpan(slot * Symbols, Symbols);
        int length = 0;
        while (length < Symbols && counts[length].Count > 0)
            length++;
        return counts[..length];
    }

    /// <summary>Counts a symbol in a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="slot">Where it was when it was last looked for; below 0 if that is not known.</param>
    public void Add(uint context, byte symbol, int slot = -1)
    {
        if (slot < 0 || _checks[slot] != CheckOf(context))
            slot = SlotOf(context);
        if (slot < 0)
            slot = Replace(context);
        Span<SymbolCount> counts = _counts.AsSpan(slot * Symbols, Symbols);
        int at = 0;
        while (at < Symbols - 1 && counts[at].Count > 0 && counts[at].Symbol != symbol)
            at++;
        counts[at] = counts[at].Symbol == symbol && counts[at].Count > 0 ? new SymbolCount(symbol, (byte)(counts[at].Count + 1))
            : new SymbolCount(symbol, 1);
        // The most frequent first, so that the rarest is the last.
        for (; at > 0 && counts[at].Count > counts[at - 1].Count; at--)
            (counts[at], counts[at - 1]) = (counts[at - 1], counts[at]);
        if (counts[at].Count == byte.MaxValue)
            foreach (ref SymbolCount count in counts)
                count = new SymbolCount(count.Symbol, (byte)(count.Count + 1 >> 1));
    }

    private static ushort CheckOf(uint context) => (ushort)Math.Max(1, context >> 16);

    private static int FirstSlot(uint context) => (int)(context * 0x9E37_79B1 >> 18) & ~(Ways - 1);

    private int Replace(uint context)
    {
        int first = FirstSlot(context), least = int.MaxValue, slot = first;
        for (int way = 0; way < Ways; way++)
        {
            int seen = _checks[first + way] == 0 ? -1 : 0;
            foreach (SymbolCount count in _counts.AsSpan((first + way) * Symbols, Symbols))
                seen += count.Count;
            if (seen < least)
                (least, slot) = (seen, first + way);
        }
        _checks[slot] = CheckOf(context);
        _counts.AsSpan(slot * Symbols, Symbols).Clear();
        return slot;
    }
}
