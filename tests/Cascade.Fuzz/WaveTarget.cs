using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Fuzz;

/// <summary>WAV files: whole, and piece by piece from several places, which must be the same.</summary>
internal sealed class WaveTarget() : ByteTarget("wave", "mutants of WAV files", 200_000)
{
    private static readonly int[] _channels = [1, 2, 5];

    protected override IReadOnlyList<byte[]> Seeds { get; } =
        [.. from format in Enum.GetValues<WaveFormat>() from channels in _channels from frames in (int[])[0, 1, 300] select Write(format,
            channels, frames)];

    public override void Take(byte[] bytes, long number)
    {
        WaveSound sound;
        try
        {
            sound = WaveFile.Read(new MemoryStream(bytes));
        }
        catch (WaveFormatException)
        {
            return;
        }
        using var reader = new WaveReader(new MemoryStream(bytes));
        Require(reader.Frames == sound.Frames && reader.Channels == sound.Channels, "Reader and file differ.");
        long from = sound.Frames / 3;
        reader.Position = from;
        var piece = new float[7 * reader.Channels];
        int frames = reader.Read(piece);
        for (int i = 0; i < frames; i++)
            for (int channel = 0; channel < reader.Channels; channel++)
                Require(piece[i * reader.Channels + channel].Equals(sound[channel][(int)from + i]), "A piece is another sound.");
    }

    private static byte[] Write(WaveFormat format, int channels, int frames)
    {
        using var stream = new MemoryStream();
        using var writer = new WaveWriter(stream, 48_000, channels, format, leaveOpen: true);
        writer.WriteInterleaved([.. Enumerable.Range(0, frames * channels).Select(i => MathF.Sin(i * 0.1f))]);
        writer.Complete();
        return stream.ToArray();
    }
}
