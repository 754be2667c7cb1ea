namespace Cascade.Dsp.Tests.Songs;

/// <summary>Sound MIDI files as other programs write them: padded numbers, running status or none, chunks of other kinds.</summary>
internal static class ForeignMidi
{
    public static byte[] File(Random random)
    {
        int format = random.Next(3), tracks = format == 0 ? 1 : random.Next(1, 4);
        var file = new List<byte>(Chunk("MThd", [0, (byte)format, 0, (byte)tracks, (byte)random.Next(1, 128), (byte)random.Next(256)]));
        for (int t = 0; t < tracks; t++)
        {
            if (random.Next(4) == 0)
                file.AddRange(Chunk("XFIH", [1, 2, 3]));
            file.AddRange(Chunk("MTrk", Track(random)));
        }
        return [.. file];
    }

    private static byte[] Track(Random random)
    {
        var body = new List<byte>();
        byte running = 0;
        for (int i = random.Next(40); i > 0; i--)
        {
            Number(body, random.Next(3) == 0 ? random.Next(1 << 21) : random.Next(100), random);
            switch (random.Next(6))
            {
                case 0:
                    Payload(body, [0xFF, (byte)(random.Next(2) == 0 ? random.Next(1, 16) : random.Next(0x30, 0x50))], random);
                    running = 0;
                    break;
                case 1:
                    Payload(body, [(byte)(random.Next(2) == 0 ? 0xF0 : 0xF7)], random);
                    running = 0;
                    break;
                default:
                    byte status = random.Next(2) == 0 && running != 0 ? running : (byte)random.Next(0x80, 0xF0);
                    if (status != running || random.Next(3) == 0)
                        body.Add(status);
                    running = status;
                    body.Add((byte)random.Next(128));
                    if (status is < 0xC0 or >= 0xE0)
                        body.Add((byte)random.Next(128));
                    break;
            }
        }
        body.AddRange([0x10, 0xFF, 0x2F, 0]);
        return [.. body];
    }

    private static void Payload(List<byte> body, byte[] start, Random random)
    {
        var payload = new byte[random.Next(20)];
        random.NextBytes(payload);
        body.AddRange(start);
        Number(body, payload.Length, random);
        body.AddRange(payload);
    }

    // A number may have leading bytes of 0x80.
    private static void Number(List<byte> body, int value, Random random)
    {
        int bytes = value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
        if (random.Next(5) == 0)
            bytes++;
        for (int shift = 7 * (bytes - 1); shift > 0; shift -= 7)
            body.Add((byte)(value >> shift & 127 | 128));
        body.Add((byte)(value & 127));
    }

    private static byte[] Chunk(string name, byte[] body) =>
        [.. System.Text.Encoding.ASCII.GetBytes(name), 0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
}
