using System;
using System.Numerics;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The modes of the soundboard, which give each blow and each release the time structure of wood.</summary>
/// <remarks>
/// Eight modes as measured on a concert grand, then 0.07 a hertz up to 1,100 Hz, where the ribs begin to guide the waves. The lowest
/// are so long that both sides hear the same; the signs of the others are random, other ones to the left than to the right.
/// <para>Sources of density, loss factor and limit: K. Ege, X. Boutillon, M. Rebillat, "Vibroacoustics of the piano soundboard:
/// (non)linearity and modal properties in the low- and mid-frequency ranges", Journal of Sound and Vibration 332, 2013; of the lowest
/// modes: K. Wogram, in "Five lectures on the acoustics of the piano", KTH, 1990, and X. Boutillon, K. Ege, arXiv 1210.3948, 2012.</para>
/// </remarks>
internal sealed class Soundboard
{
    private const double LowestRandom = 330;
    private const double HighestRandom = 1_100;
    private const int RandomModes = 56;
    private const double LongestT60 = 0.7;
    private const double LossFactor = 0.02;
    private const double SixtyDecibels = 6.907755;

    // The amplitude of a mode at its resonance against the input's. The random ones overlap; so all together lie about 20 dB under the
    // strings, and no key sticks out for them.
    private const double MeasuredResonance = 0.3;
    private const double RandomResonance = 0.11;

    private static readonly double[] s_measured = [62, 90, 105, 127, 187, 222, 245, 325];

    private readonly Resonators _bank;
    private readonly double[] _cos = new double[Modes], _sin = new double[Modes], _drive = new double[Modes];
    private float _level = 1;

    /// <summary>Makes a soundboard.</summary>
    /// <param name="bank">The bank whose modes it takes, as many as <see cref="Modes"/>.</param>
    public Soundboard(Resonators bank)
    {
        _bank = bank;
        for (int mode = 0; mode < Modes; mode++)
        {
            double loss = Loss(mode), shrink = Math.Exp(-loss / bank.Rate),
                resonance = mode < s_measured.Length ? MeasuredResonance : RandomResonance;
            (double sin, double cos) = Math.SinCos(2 * Math.PI * Frequency(mode) / bank.Rate);
            (_cos[mode], _sin[mode], _drive[mode]) = (shrink * cos, shrink * sin, 2 * resonance * loss / bank.Rate);
            bank.Tune(mode, _cos[mode], _sin[mode]);
            bank.Drive(mode, (float)_drive[mode]);
            bank.Place(mode, (float)Left(mode), (float)Right(mode));
        }
    }

    /// <summary>A factor on what it takes from the bridge.</summary>
    public float Level
    {
        get => _level;
        set
        {
            if (value == _level)
                return;
            _level = value;
            for (int mode = 0; mode < Modes; mode++)
                _bank.Drive(mode, value * (float)_drive[mode]);
        }
    }

    /// <summary>The number of modes.</summary>
    public static int Modes => s_measured.Length + RandomModes;

    /// <summary>The frequency of a mode in Hz.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public static double Frequency(int mode)
    {
        if (mode < s_measured.Length)
            return s_measured[mode];
        double place = (mode - s_measured.Length + Random(3 * mode)) / RandomModes;
        return LowestRandom * Math.Pow(HighestRandom / LowestRandom, place);
    }

    /// <summary>The seconds in which a mode falls by 60 dB.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public static double T60(int mode) => Math.Min(LongestT60, 2.2 / (LossFactor * Frequency(mode)));

    /// <summary>The loss of a mode in 1/s.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public static double Loss(int mode) => SixtyDecibels / T60(mode);

    /// <summary>What a mode gives to the left, 0.5 to 1 with either sign.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public static double Left(int mode) => Gain(3 * mode + 1);

    /// <summary>What a mode gives to the right, 0.5 to 1 with either sign.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public static double Right(int mode) => mode < s_measured.Length ? Left(mode) : Gain(3 * mode + 2);

    /// <summary>What a mode takes of the bridge at level 1.</summary>
    /// <param name="mode">0 to <see cref="Modes"/> - 1.</param>
    public double DriveOf(int mode) => _drive[mode];

    /// <summary>The power of a lasting sine from the middle, with what the soundboard adds to it, against its power alone; the mean of both
    /// sides.</summary>
    /// <param name="frequency">In Hz.</param>
    /// <param name="level">What <see cref="Level"/> is to be.</param>
    public double Power(double frequency, double level)
    {
        Complex back = Complex.FromPolarCoordinates(1, -2 * Math.PI * frequency / _bank.Rate), left = 0, right = 0;
        for (int mode = 0; mode < Modes; mode++)
        {
            double square = _cos[mode] * _cos[mode] + _sin[mode] * _sin[mode];
            Complex answer = _drive[mode] * _sin[mode] * back / (1 - 2 * _cos[mode] * back + square * back * back);
            left += answer * Left(mode);
            right += answer * Right(mode);
        }
        left = 1 + level * left;
        right = 1 + level * right;
        return (left.Real * left.Real + left.Imaginary * left.Imaginary + right.Real * right.Real + right.Imaginary * right.Imaginary) / 2;
    }

    // 0.5 to 1 with either sign.
    private static double Gain(int number)
    {
        double u = Random(number);
        return u < 0.5 ? -0.5 - u : u;
    }

    private static double Random(int number) => Noise.Hash((uint)number + 1) * (1.0 / 4_294_967_296);
}
