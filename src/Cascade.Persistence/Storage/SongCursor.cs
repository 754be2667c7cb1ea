using System.Buffers.Binary;
using System.Buffers.Text;

namespace Cascade.Persistence.Storage;

/// <summary>Where a page of songs ended, as text for the caller; and what ILIKE takes.</summary>
internal static class SongCursor
{
    private const int Size = 8 + 16;

    public static string Of(Song last)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, last.CreatedAt.UtcTicks);
        last.Id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static (DateTimeOffset CreatedAt, Guid Id) Read(string text, string field)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (Base64Url.IsValid(text, out int length) && length == Size && Base64Url.TryDecodeFromChars(text, bytes, out _)
            && BinaryPrimitives.ReadInt64LittleEndian(bytes) is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks)
            return (new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..]));
        throw new InvalidFieldException(field, "It is not the end of a page.");
    }

    /// <summary>A pattern that finds the text itself anywhere.</summary>
    public static string Pattern(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
