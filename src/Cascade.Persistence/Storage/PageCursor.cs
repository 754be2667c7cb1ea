using System.Buffers.Binary;
using System.Buffers.Text;

namespace Cascade.Persistence.Storage;

/// <summary>Where a page ended, as text for the caller: the time and id of its last row.</summary>
internal static class PageCursor
{
    private const int Size = 8 + 16;

    public static string Of(DateTimeOffset time, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.UtcTicks);
        id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static (DateTimeOffset Time, Guid Id) Read(string text, string field)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (Base64Url.IsValid(text, out int length) && length == Size && Base64Url.TryDecodeFromChars(text, bytes, out _)
            && BinaryPrimitives.ReadInt64LittleEndian(bytes) is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks)
            return (new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..]));
        throw new InvalidFieldException(field, "It is not the end of a page.");
    }
}
