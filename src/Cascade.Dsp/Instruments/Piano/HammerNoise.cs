using System;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The knock and the burst of each blow, in proportion to the strings' sound.</summary>
internal sealed class HammerNoise
{
    private const int Slots = 160;
    private const double ReferenceVelocity = 76;
    private const double LongestDecay = 1;

    // The tables were fitted to the mean of both sides, in which two independent noises lose 3 dB against the strings.
    private static readonly float s_sides = MathF.Sqrt(2);

    private readonly PianoTables _tables;
    private readonly NoiseBank _bank;
    private readonly float[] _knockShape = new float[NoiseBank.Bands], _knockDecay = new float[NoiseBank.Bands];
    private readonly float[] _burstShape = new float[NoiseBank.Bands], _burstDecay = new float[NoiseBank.Bands];
    private readonly float[] _knock = new float[NoiseBank.Bands], _burst = new float[NoiseBank.Bands];

    /// <summary>Makes it silent.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="width">The register width; never Auto.</param>
    /// <param name="seed">Of the noise.</param>
    public HammerNoise(PianoTables tables, int sampleRate, LaneWidth width, uint seed)
    {
        _tables = tables;
        _bank = new NoiseBank(Slots, sampleRate, width, seed);
        for (int band = 0; band < NoiseBank.Bands; band++)
        {
            double place = Math.Log(NoiseBank.Center(band));
            _knockShape[band] = (float)Math.Exp(tables.Knock.Shape.At(place));
            _knockDecay[band] = Decay(tables.Knock, place);
            _burstShape[band] = (float)Math.Exp(tables.Burst.Shape.At(place));
            _burstDecay[band] = Decay(tables.Burst, place);
        }
    }

    /// <summary>True while nothing is to be heard.</summary>
    public bool IsSilent => _bank.IsSilent;

    /// <summary>Adds a blow.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">MIDI velocity, 0 to 127.</param>
    /// <param name="power">The mean square of all partials at the blow.</param>
    /// <param name="offset">The frame of the block.</param>
    /// <param name="left">Gain to the left.</param>
    /// <param name="right">Gain to the right.</param>
    public void Strike(int key, double velocity, double power, int offset, float left, float right)
    {
        float knock = (float)(power * Level(_tables.Knock, key, velocity)), burst = (float)(power * Level(_tables.Burst, key, velocity));
        for (int band = 0; band < NoiseBank.Bands; band++)
        {
            _knock[band] = knock * _knockShape[band];
            _burst[band] = burst * _burstShape[band];
        }
        _bank.Start(offset, _knock, _knockDecay, _burst, _burstDecay, left * s_sides, right * s_sides);
    }

    /// <summary>Adds a block.</summary>
    public void Render(Span<float> left, Span<float> right) => _bank.Render(left, right);

    /// <summary>Ends all noises without a click.</summary>
    public void End() => _bank.End();

    /// <summary>Silence.</summary>
    public void Reset() => _bank.Reset();

    private static float Decay(NoiseTables tables, double place) => (float)Math.Min(LongestDecay, Math.Exp(tables.Decay.At(place)));

    private static double Level(NoiseTables tables, int key, double velocity) =>
        Math.Pow(10, tables.Level.At(key) + tables.Velocity * (velocity - ReferenceVelocity) / 100);
}
