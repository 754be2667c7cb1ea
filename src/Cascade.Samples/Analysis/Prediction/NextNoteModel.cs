using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cascade.Samples.Analysis.Prediction;

namespace Cascade.Samples.Analysis;

/// <summary>What was learned of melodies: counts of contexts, and which of them to trust. Immutable; shared by any number of
/// <see cref="NextNotePredictor"/>s.</summary>
public sealed class NextNoteModel
{
    private const uint Magic = 0x31_4F_4E_43;   // "CNO1", little-endian

    internal NextNoteModel(LongMemory memory, CopyGuard guard, float[] weights) => (Memory, Guard, Weights) = (memory, guard, weights);

    /// <summary>The one that is shipped; trained on public-domain songs and tunes.</summary>
    public static NextNoteModel Default { get; } = Load(Resource.Read("next-note.bin"));

    /// <summary>The memory that the model takes, in bytes.</summary>
    public int Bytes => Memory.Bytes + Guard.Bytes + 4 * Weights.Length;

    internal LongMemory Memory { get; }

    internal CopyGuard Guard { get; }

    internal float[] Weights { get; }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FormatException">They are no model of this version.</exception>
    public static NextNoteModel Load(ReadOnlySpan<byte> bytes)
    {
        const int weights = NoteMixer.Sources * NoteMixer.Bins;
        if (bytes.Length < 8 + 4 * weights || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) != weights)
            throw new FormatException("This is no model of the next note of version 1.");
        float[] read = MemoryMarshal.Cast<byte, float>(bytes.Slice(8, 4 * weights)).ToArray();
        if (read.Any(w => !float.IsFinite(w)))
            throw new FormatException("A weight of the model is no number.");
        bytes = bytes[(8 + 4 * weights)..];
        LongMemory memory = LongMemory.Load(ref bytes);
        CopyGuard guard = CopyGuard.Load(ref bytes);
        return bytes.IsEmpty ? new NextNoteModel(memory, guard, read) : throw new FormatException("Bytes follow the model's end.");
    }

    /// <summary>The bytes of the model, with a version.</summary>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Weights.Length);
        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
        Memory.Save(writer);
        Guard.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
