using System.Buffers.Binary;
using System.Numerics;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>Knows every run of nine notes that was trained with, in any transposition, so that none is played again. Immutable.</summary>
/// <remarks>A Bloom filter: a few other runs are taken for known ones too. Source: B. Bloom, "Space/time trade-offs in hash coding with
/// allowable errors", Comm. ACM 13, 1970.</remarks>
internal sealed class CopyGuard
{
    /// <summary>The number of intervals in a run.</summary>
    public const int Intervals = 8;

    private const int BitsPerRun = 10, Hashes = 5;

    private readonly ulong[] _bits;   // a power of two of them

    private CopyGuard(ulong[] bits) => _bits = bits;

    /// <summary>Memory in bytes.</summary>
    public int Bytes => 8 * _bits.Length;

    public static CopyGuard Of(IReadOnlyList<TrainingMelody> melodies)
    {
        long runs = melodies.Sum(m => (long)m.Notes.Length);
        var guard = new CopyGuard(new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, runs * BitsPerRun / 64))]);
        var intervals = new List<int>();
        foreach (TrainingMelody melody in melodies)
        {
            intervals.Clear();
            for (int i = 1; i < melody.Notes.Length; i++)
                intervals.Add(melody.Notes[i].Key - melody.Notes[i - 1].Key);
            for (int i = 0; i + Intervals <= intervals.Count; i++)
                guard.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(intervals).Slice(i, Intervals));
        }
        return guard;
    }

    /// <summary>True if a run of <see cref="Intervals"/> was trained with.</summary>
    public bool Contains(ReadOnlySpan<int> intervals)
    {
        ulong hash = HashOf(intervals);
        for (int i = 0; i < Hashes; i++)
            if ((_bits[Place(hash, i) >> 6] >> (int)(Place(hash, i) & 63) & 1) == 0)
                return false;
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_bits.Length);
        foreach (ulong bits in _bits)
            writer.Write(bits);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and moves on.</summary>
    /// <exception cref="FormatException">The bytes are not of the form.</exception>
    public static CopyGuard Load(ref ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length <= 0 || !BitOperations.IsPow2(length) || bytes.Length < 4 + 8L * length)
            throw new FormatException("What the model was trained with is cut off.");
        var bits = new ulong[length];
        for (int i = 0; i < length; i++)
            bits[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(4 + 8 * i)..]);
        bytes = bytes[(4 + 8 * length)..];
        return new CopyGuard(bits);
    }

    private void Add(ReadOnlySpan<int> intervals)
    {
        ulong hash = HashOf(intervals);
        for (int i = 0; i < Hashes; i++)
            _bits[Place(hash, i) >> 6] |= 1UL << (int)(Place(hash, i) & 63);
    }

    private long Place(ulong hash, int number) => (long)((hash + (ulong)number * (hash >> 32 | 1)) & (ulong)(64L * _bits.Length - 1));

    private static ulong HashOf(ReadOnlySpan<int> intervals)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (int interval in intervals)
        {
            hash = (hash ^ (uint)(interval + 128)) * 0x9E37_79B9_7F4A_7C15;
            hash ^= hash >> 29;
        }
        return hash;
    }
}
