using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>What was learned from many pieces: the counts of each context. Immutable.</summary>
/// <remarks>A hash table with open addressing; the counts of a context lie together.</remarks>
internal sealed class LongMemory
{
    private const int MostSymbols = 63;

    private readonly uint[] _contexts;   // 0: free
    private readonly uint[] _places;     // first count << 6 | number of counts
    private readonly SymbolCount[] _counts;

    private LongMemory(uint[] contexts, uint[] places, SymbolCount[] counts) => (_contexts, _places, _counts) = (contexts, places, counts);

    /// <summary>Memory in bytes.</summary>
    public int Bytes => 8 * _contexts.Length + 2 * _counts.Length;

    public static LongMemory Of(IReadOnlyCollection<KeyValuePair<uint, SymbolCount[]>> contexts)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16L, contexts.Count * 8L / 7));
        var keys = new uint[capacity];
        var places = new uint[capacity];
        var counts = new List<SymbolCount>();
        // In the order of their numbers, so that equal contents make equal tables.
        foreach ((uint context, SymbolCount[] symbols) in contexts.OrderBy(c => c.Key))
        {
            uint slot = context & (uint)(capacity - 1);
            while (keys[slot] != 0)
                slot = slot + 1 & (uint)(capacity - 1);
            IEnumerable<SymbolCount> kept = symbols.OrderByDescending(s => s.Count).ThenBy(s => s.Symbol).Take(MostSymbols);
            keys[slot] = context;
            places[slot] = (uint)counts.Count << 6 | (uint)Math.Min(MostSymbols, symbols.Length);
            counts.AddRange(kept);
        }
        return new LongMemory(keys, places, [.. counts]);
    }

    /// <summary>The counts of a context; none if it was never seen.</summary>
    public ReadOnlySpan<SymbolCount> Find(uint context)
    {
        uint mask = (uint)_contexts.Length - 1, slot = context & mask;
        while (_contexts[slot] != context)
        {
            if (_contexts[slot] == 0)
                return default;
            slot = slot + 1 & mask;
        }
        return _counts.AsSpan((int)(_places[slot] >> 6), (int)(_places[slot] & 63));
    }

    /// <summary>Writes each context as its number, the number of its counts, and these.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_contexts.Count(c => c != 0));
        foreach ((uint context, uint place) in _contexts.Zip(_places).Where(c => c.First != 0).OrderBy(c => c.First))
        {
            int count = (int)(place & 63);
            writer.Write(context);
            writer.Write((byte)count);
            writer.Write(MemoryMarshal.AsBytes(_counts.AsSpan((int)(place >> 6), count)));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and moves on.</summary>
    /// <exception cref="FormatException">The bytes are not of the form.</exception>
    public static LongMemory Load(ref ReadOnlySpan<byte> bytes)
    {
        int number = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (number < 0 || number > bytes.Length / 5)
            throw new FormatException("The model's contexts are cut off.");
        bytes = bytes[4..];
        var contexts = new List<KeyValuePair<uint, SymbolCount[]>>(number);
        for (int i = 0; i < number; i++)
        {
            int length = bytes.Length < 5 ? -1 : bytes[4];
            if (length is < 0 or > MostSymbols || bytes.Length < 5 + 2 * length || BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0)
                throw new FormatException("A context of the model is cut off or none.");
            contexts.Add(new(BinaryPrimitives.ReadUInt32LittleEndian(bytes), MemoryMarshal.Cast<byte,
                SymbolCount>(bytes.Slice(5, 2 * length)).ToArray()));
            bytes = bytes[(5 + 2 * length)..];
        }
        if (contexts.Select(c => c.Key).Distinct().Count() != number)
            throw new FormatException("A context of the model is there twice.");
        return Of(contexts);
    }
}
