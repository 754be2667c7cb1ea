using System.Runtime.InteropServices;
using Cascade.Dsp.Output;

namespace Cascade.Dsp.Tests.Piano;

public sealed class PianoTableFileTests
{
    private const int HeaderBytes = 36, LawFloats = 16, KeyFloats = 32, Bands = 24, Noises = 16;

    [Theory]
    [InlineData(8_000)]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void It_is_as_long_as_its_header_says(int rate)
    {
        byte[] file = Write(PianoPatch.Default, rate);
        int[] header = Header(file);
        Assert.Equal((PianoTableFile.Version, rate, 128, Bands, Noises), (header[1], header[2], header[3], header[5], header[6]));
        int floats = LawFloats + 128 + 128 * KeyFloats + 7 * header[4] + 5 * Bands + 2 * Noises * Bands + 5 * header[7] + 6 * header[8];
        Assert.Equal(HeaderBytes + 4 * floats, file.Length);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(69)]
    [InlineData(108)]
    public void A_keys_strongest_mode_of_the_first_partial_sounds_at_its_pitch(int key)
    {
        byte[] file = Write(PianoPatch.Default.With(PianoInstrument.Stretch, 0), 48_000);
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(file.AsSpan(HeaderBytes));
        ReadOnlySpan<float> row = floats.Slice(LawFloats + 128 + key * KeyFloats, KeyFloats);
        int modes = Header(file)[4], first = (int)row[1], start = LawFloats + 128 + 128 * KeyFloats;
        float frequency = 0, strongest = 0;
        for (int mode = first; mode < first + (int)row[0]; mode++)
        {
            float strength = Math.Abs(floats[start + modes + mode]);
            if (floats[start + 3 * modes + mode] != 0 || floats[start + 4 * modes + mode] >= 0 || strength <= strongest)
                continue;
            (frequency, strongest) = (floats[start + mode], strength);
        }
        Assert.Equal(440 * Math.Pow(2, (key - 69) / 12.0), frequency, 1e-3);
    }

    [Fact]
    public void The_strings_that_answer_are_the_lowest_partials_of_a_piano()
    {
        byte[] file = Write(PianoPatch.Default.With(PianoInstrument.Stretch, 0), 48_000);
        int[] header = Header(file);
        int count = header[8];
        ReadOnlySpan<float> rows = MemoryMarshal.Cast<byte, float>(file.AsSpan(file.Length - 24 * count));
        // Six, five, three and two partials of 36, 15, 17 and 20 keys, less those above 5 kHz.
        Assert.InRange(count, 340, 6 * 36 + 5 * 15 + 3 * 17 + 2 * 20);
        for (int i = 0; i < count; i++)
        {
            float key = rows[i], partial = rows[count + i], frequency = rows[2 * count + i], loss = rows[3 * count + i],
                drive = rows[4 * count + i];
            Assert.InRange(key, 21, 108);
            double harmonic = (partial + 1) * 440 * Math.Pow(2, (key - 69) / 12);
            Assert.InRange(frequency / harmonic, 0.999, 1.1);
            Assert.InRange(frequency, 20, 5_000);
            Assert.InRange(loss, 0.01f, 100);
            Assert.InRange(drive, 1e-9f, 0.01f);
        }
    }

    [Fact]
    public void Every_number_is_finite_and_every_mode_decays()
    {
        foreach (PianoPatch piano in PresetLibrary.Pianos)
        {
            byte[] file = Write(piano, 44_100);
            ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(file.AsSpan(HeaderBytes));
            foreach (float value in floats)
                Assert.True(float.IsFinite(value), piano.Name);
            int modes = Header(file)[4], losses = LawFloats + 128 + 128 * KeyFloats + 2 * modes;
            foreach (float loss in floats.Slice(losses, modes))
                Assert.True(loss > 0, piano.Name);
        }
    }

    [Fact]
    public void Rates_out_of_range_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PianoTableFile.Write(Stream.Null, PianoPatch.Default, null, 7_999));

    private static byte[] Write(PianoPatch patch, int rate)
    {
        using var target = new MemoryStream();
        PianoTableFile.Write(target, patch, null, rate);
        return target.ToArray();
    }

    private static int[] Header(byte[] file) => MemoryMarshal.Cast<byte, int>(file.AsSpan(0, HeaderBytes)).ToArray();
}
