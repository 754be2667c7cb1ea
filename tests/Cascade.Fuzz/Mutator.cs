namespace Cascade.Fuzz;

/// <summary>Breaks files as chance and bad programs break them.</summary>
internal static class Mutator
{
    private const int MostChanges = 8, MostBytes = 1 << 16;

    private static readonly byte[][] s_telling =
    [
        [0], [0x7F], [0x80], [0xFF], [0xFF, 0xFF], [0, 0], [0x7F, 0xFF], [0x80, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF],
        [0x80, 0, 0, 0], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0x81, 0x80, 0x80, 0], [0xFF, 0x2F, 0], [0xFF, 0x51, 3], [0xF0], [0xF7],
        [.. "MTrk"u8], [.. "MThd"u8], [.. "RIFF"u8], [.. "data"u8], [.. "fmt "u8], [.. "null"u8], [.. "1e999"u8], [.. "-0"u8], [.. "NaN"u8],
        [.. "{}"u8], [.. "[]"u8], [.. "\""u8], [.. ","u8], [.. "9999999999999999999999"u8], [.. "/0"u8], [.. "\n"u8], [.. "\u202E"u8],
    ];

    /// <summary>A mutant of one of some seeds.</summary>
    public static byte[] Change(Random random, IReadOnlyList<byte[]> seeds)
    {
        List<byte> bytes = [.. seeds[random.Next(seeds.Count)]];
        for (int left = 1 + random.Next(MostChanges); left > 0; left--)
            Change(random, bytes, seeds);
        return [.. bytes.Take(MostBytes)];
    }

    private static void Change(Random random, List<byte> bytes, IReadOnlyList<byte[]> seeds)
    {
        int at = random.Next(bytes.Count + 1),
            length = Math.Min(bytes.Count - at, random.Next(4) == 0 ? random.Next(200) : random.Next(1, 6));
        switch (random.Next(10))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                byte[] telling = s_telling[random.Next(s_telling.Length)];
                for (int i = 0; i < telling.Length && at + i < bytes.Count; i++)
                    bytes[at + i] = telling[i];
                break;
            case 6:
                bytes.InsertRange(at, s_telling[random.Next(s_telling.Length)]);
                break;
            case 7 when random.Next(3) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 8:
                byte[] other = seeds[random.Next(seeds.Count)];
                int from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 300))]);
                break;
            case 9 when at < bytes.Count:
                bytes[at] = (byte)(bytes[at] + random.Next(-3, 4));
                break;
        }
    }
}
