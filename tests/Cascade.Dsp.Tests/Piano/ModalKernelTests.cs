using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Piano;

public class ModalKernelTests
{
    // One mode at a time against its definition in double precision.
    [Theory]
    [InlineData(20)]
    [InlineData(27.5)]
    [InlineData(110)]
    [InlineData(440)]
    [InlineData(1_760)]
    [InlineData(7_040)]
    [InlineData(18_000)]
    public void A_mode_stays_90_dB_true_for_30_seconds(double frequency)
    {
        if (LaneWidths.IsFused)
            AssertTrue<Lanes1<Fused>>(frequency);
        AssertTrue<Lanes1<Separate>>(frequency);
    }

    private static void AssertTrue<TLanes>(double frequency) where TLanes : struct, ILanes<TLanes>
    {
        foreach (double t60 in new[] { 0.05, 1, 10, double.PositiveInfinity })
        {
            double loss = 6.907755 / t60, w = 2 * Math.PI * frequency / 48_000, shrink = Math.Exp(-loss / 48_000);
            var wide = new double[4 * ModalKernel.WideStride];
            var narrow = new float[4 * ModalKernel.NarrowStride];
            float[] output = new float[32 * 16], right = new float[32 * 16];
            SoundingGroup[] list = [new(0, 0, 1, 0.5f), new(1, 0, 1, 0.5f), new(2, 6, 1, 0.5f)], chosen = new SoundingGroup[6];
            int mode = 37, at = ModeSet.WideIndex(mode), narrowAt = ModeSet.NarrowIndex(mode);
            wide[at] = 1;
            wide[at + 32] = Math.Exp(-loss * 32 / 48_000) * Math.Cos(32 * w);
            wide[at + 48] = Math.Exp(-loss * 32 / 48_000) * Math.Sin(32 * w);
            wide[at + 64] = Math.Cos(w) / shrink;
            wide[at + 80] = Math.Sin(w) / shrink;
            narrow[narrowAt] = (float)(2 * shrink * Math.Cos(w));
            narrow[narrowAt + 16] = (float)(-shrink * shrink);
            double signal = 0, error = 0;
            for (long n = 0; n < 30 * 48_000; n += 32)
            {
                Array.Clear(output);
                ModalKernel.Render<TLanes>(ref wide[0], ref narrow[0], ref list[0], 3, ref chosen[0], 3, ref output[0],
                    ref right[0]);
                // Every eleventh block is looked at.
                for (int i = 0; i < 32 && n % 352 == 0; i++)
                {
                    double expected = Math.Exp(-loss * (n + i) / 48_000) * Math.Sin(w * (n + i)), actual = output[i * 16 + mode % 16];
                    signal += expected * expected;
                    error += (actual - expected) * (actual - expected);
                }
            }
            Assert.True(10 * Math.Log10(signal / error) >= 90, $"{frequency} Hz, T60 {t60}: {10 * Math.Log10(signal / error):F1} dB");
        }
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        double f1 = StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, 33);
        var modes = new KeyModes(StringModel.MostPartials, 48_000);
        var blow = new Hammer(PianoTables.Grand, 33, 127, 1);
        modes.Build(new StringModel(PianoTables.Grand, 33, f1, 48_000), blow, blow, 1, 33, 1);
        ModeSet key = modes.Slow;
        double[] start = [.. key.Wide];
        for (int mode = 0; mode < key.Count; mode++)
            start[ModeSet.WideIndex(mode) + 16] = Math.Sin(mode);
        // Groups in any order, each with its place, some of them filled in part: narrow registers leave out what wide ones render at rest.
        SoundingGroup[] list =
        [
            new(3, 3, 0.1f, 0.9f), new(0, 16, 0.2f, 0.8f), new(7, 9, 0.5f, 0.5f), new(2, 16, 0.7f, 0.3f), new(4, 1, 0.4f, 0.2f),
            new(1, 8, 0.3f, 0.6f),
        ];
        int silent = key.Groups;
        Array.Resize(ref start, (silent + 1) * ModalKernel.WideStride);
        float[] narrow = [.. key.Narrow.Take(silent * ModalKernel.NarrowStride), .. new float[ModalKernel.NarrowStride]];
        foreach (SoundingGroup group in list)
            for (int mode = group.Group * 16 + group.Modes; mode < (group.Group + 1) * 16; mode++)
                start[ModeSet.WideIndex(mode)] = start[ModeSet.WideIndex(mode) + 16] = 0;
        float[] Render<TLanes>() where TLanes : struct, ILanes<TLanes>
        {
            double[] wide = [.. start];
            var output = new float[100 * 1_024];
            var chosen = new SoundingGroup[list.Length + 3];
            for (int block = 0; block < 100; block++)
                ModalKernel.Render<TLanes>(ref wide[0], ref narrow[0], ref list[0], list.Length, ref chosen[0], silent,
                    ref output[block * 1_024], ref output[block * 1_024 + 512]);
            return output;
        }
        void Compare<T>() where T : struct, IArithmetic
        {
            LaneArithmetic arithmetic = T.IsFused ? LaneArithmetic.Fused : LaneArithmetic.Separate;
            float[] expected = Render<Lanes1<T>>();
            Assert.Contains(expected, sample => sample != 0);
            if (LaneWidths.IsSupported(LaneWidth.Bits128, arithmetic))
                Assert.Equal(expected, Render<Lanes128<T>>());
            if (LaneWidths.IsSupported(LaneWidth.Bits256, arithmetic))
                Assert.Equal(expected, Render<Lanes256<T>>());
            if (LaneWidths.IsSupported(LaneWidth.Bits512, arithmetic))
                Assert.Equal(expected, Render<Lanes512<T>>());
        }
        if (LaneWidths.IsFused)
            Compare<Fused>();
        Compare<Separate>();
    }
}
