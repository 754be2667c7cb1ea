using System.Buffers.Binary;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>Another reader of sound MIDI files, written apart from the library's to be compared with it: the chunks, and the events of each
/// track as tick and bytes.</summary>
internal static class ReferenceMidi
{
    /// <summary>One line a chunk or event: what a file says.</summary>
    /// <exception cref="FormatException">The file is not sound.</exception>
    public static List<string> Read(byte[] file)
    {
        var said = new List<string>();
        for (int at = 0; at < file.Length;)
        {
            string name = System.Text.Encoding.Latin1.GetString(file, at, 4);
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 4));
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            at += 8 + length;
            if (name == "MTrk")
                ReadTrack(body, said);
            else
                said.Add($"{name} {Convert.ToHexString(body)}");
        }
        return said;
    }

    private static void ReadTrack(ReadOnlySpan<byte> body, List<string> said)
    {
        said.Add("MTrk");
        long tick = 0;
        byte status = 0;
        while (true)
        {
            tick += Number(ref body);
            if (body[0] >= 0x80)
            {
                status = body[0];
                body = body[1..];
            }
            if (status == 0)
                throw new FormatException("An event has no status.");
            ReadOnlySpan<byte> data;
            if (status < 0xF0)
            {
                data = body[..(status is >= 0xC0 and < 0xE0 ? 1 : 2)];
                if (data.ContainsAnyInRange((byte)0x80, (byte)0xFF))
                    throw new FormatException("A data byte is above 127.");
                body = body[data.Length..];
                said.Add($"{tick} {status:X2} {Convert.ToHexString(data)}");
                continue;
            }
            if (status is not (0xF0 or 0xF7 or 0xFF))
                throw new FormatException($"Status {status:X2}.");
            byte type = 0;
            if (status == 0xFF)
            {
                type = body[0];
                body = body[1..];
            }
            int length = (int)Number(ref body);
            data = body[..length];
            body = body[length..];
            said.Add($"{tick} {status:X2} {type:X2} {Convert.ToHexString(data)}");
            if (status == 0xFF && type == 0x2F)
                break;
            status = 0;
        }
        if (!body.IsEmpty)
            throw new FormatException("Bytes follow the end of track.");
    }

    private static long Number(ref ReadOnlySpan<byte> body)
    {
        long value = 0;
        for (int i = 0; ; i++)
        {
            if (i == 4)
                throw new FormatException("A number has five bytes.");
            value = value << 7 | (byte)(body[i] & 127);
            if (body[i] < 0x80)
            {
                body = body[(i + 1)..];
                return value;
            }
        }
    }
}
