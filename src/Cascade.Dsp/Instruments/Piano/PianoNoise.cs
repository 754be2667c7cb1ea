using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>All noises of the piano: those of each blow, of the keys and dampers as they come back, and of the pedal.</summary>
/// <remarks>
/// The noises of a blow are in proportion to the strings' sound, the others to a note at mezzo-forte. A level is a factor of the amplitude;
/// 0 is none.
/// <para>Source of the thump's time: A. Askenfelt, E. Jansson, "From touch to string vibrations. I", JASA 88, 1990.</para>
/// </remarks>
internal sealed class PianoNoise
{
    private const double StrikeVelocity = 76;
    private const double ReleaseVelocity = 64;
    private const double ReleaseSpread = 0.003;
    private const double KeyReturnDelay = 0.01;
    private const double LongestWait = 0.03;

    // The dampers' way at the fastest takes this long, in seconds.
    private const double FastestStroke = 0.03;

    // A step of the pedal is several noises, so that the dampers don't move as if they were one.
    private const int PedalParts = 8;
    private const double PedalDownSpread = 0.003;
    private const double PedalUpSpread = 0.001;

    // The tables of the blow were fitted to the mean of both sides, in which two independent noises lose 3 dB against the strings.
    private const float Sides = 2;

    private static readonly double s_reference = KeyLoudness.Target * KeyLoudness.Target;

    // Seconds from the blow to the key's bed at p, mf, f and ff. What comes before the blow begins with it.
    private static readonly Curve s_keyBottom = new([40, 64, 90, 115], [0.012, 0.0005, -0.0025, -0.005]);

    private readonly int _sampleRate;
    private readonly NoiseTables _knock, _burst;
    private readonly float[] _knocks, _bursts, _thumps, _dampers, _heavyDampers, _keyReturns;
    private readonly NoiseBank _bank;
    private long _now;
    private double _pedalMoved;

    /// <summary>Makes it silent.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="lanes">The registers.</param>
    /// <param name="seed">Of the noise.</param>
    public PianoNoise(PianoTables tables, int sampleRate, LaneChoice lanes, uint seed)
    {
        _sampleRate = sampleRate;
        _knock = tables.Knock;
        _burst = tables.Burst;
        _knocks = _knock.Levels();
        _bursts = _burst.Levels();
        _thumps = ActionNoises.ThumpLevels(_knock);
        _dampers = ActionNoises.Damper.Levels();
        _heavyDampers = ActionNoises.HeavyDamper.Levels();
        _keyReturns = ActionNoises.KeyReturn.Levels();
        _bank = new NoiseBank(Kinds(tables), LongestWait, sampleRate, lanes, seed);
        Reset();
    }

    /// <summary>The spectra of a piano's noises, by <see cref="NoiseKind"/>.</summary>
    /// <param name="tables">The piano.</param>
    public static NoiseSpectrum[] Kinds(PianoTables tables)
    {
        var kinds = new NoiseSpectrum[(int)NoiseKind.Count];
        for (int shape = 0; shape < PianoTables.NoiseShapes; shape++)
        {
            kinds[(int)NoiseKind.Knock + shape] = tables.Knock.Shapes[shape].Spectrum();
            kinds[(int)NoiseKind.Burst + shape] = tables.Burst.Shapes[shape].Spectrum();
        }
        kinds[(int)NoiseKind.Thump] = ActionNoises.Thump.Spectrum(1);
        kinds[(int)NoiseKind.Damper] = ActionNoises.Damper.Shapes[0].Spectrum(s_reference);
        kinds[(int)NoiseKind.HeavyDamper] = ActionNoises.HeavyDamper.Shapes[0].Spectrum(s_reference);
        kinds[(int)NoiseKind.KeyReturn] = ActionNoises.KeyReturn.Shapes[0].Spectrum(s_reference);
        kinds[(int)NoiseKind.PedalDown] = ActionNoises.PedalDown.Shapes[0].Spectrum(s_reference);
        kinds[(int)NoiseKind.PedalUp] = ActionNoises.PedalUp.Shapes[0].Spectrum(s_reference);
        return kinds;
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
    /// <param name="knock">Level of the hammer's knock.</param>
    /// <param name="burst">Level of the soundboard's burst.</param>
    /// <param name="thump">Level of the key on its bed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Strike(int key, double velocity, double power, int offset, float left, float right, float knock, float burst, float thump)
    {
        float l = Sides * left * left, r = Sides * right * right, steps = (float)(velocity - StrikeVelocity) / 100;
        Start(NoiseKind.Knock, _knock, key, offset, Power(_knocks, _knock, key, power, steps) * knock * knock, l, r);
        Start(NoiseKind.Burst, _burst, key, offset, Power(_bursts, _burst, key, power, steps) * burst * burst, l, r);
        Start(NoiseKind.Thump, offset + Math.Max(0, Frames(s_keyBottom.At(velocity))),
            Power(_thumps, _knock, key, power, steps) * thump * thump, l, r);
    }

    private static float Power(float[] levels, NoiseTables noise, int key, double power, float steps) =>
        (float)power * levels[key] * MathF.Pow(10, (float)noise.Velocity.At(key) * steps);

    // A noise whose shape lies between those of two keys is a little of both.
    private void Start(NoiseKind kind, NoiseTables noise, int key, int offset, float power, float left, float right)
    {
        int shape = noise.ShapeOf(key, out float part);
        Start(kind + shape, offset, (1 - part) * power, left, right);
        if (part > 0)
            Start(kind + shape + 1, offset, part * power, left, right);
    }

    /// <summary>Adds a key coming back, and its damper 15 to 18 ms later; none for keys without a damper.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">MIDI velocity of the release, 0 to 127.</param>
    /// <param name="engaged">How far the damper falls: 0 not at all, as with the pedal down, to 1.</param>
    /// <param name="offset">The frame of the block.</param>
    /// <param name="left">Gain to the left.</param>
    /// <param name="right">Gain to the right.</param>
    /// <param name="level">Level of the noise.</param>
    public void Release(int key, double velocity, float engaged, int offset, float left, float right, float level)
    {
        if (key >= Dampers.FirstWithout)
            return;
        float power = level * level * MathF.Pow(10, (float)(ActionNoises.Damper.Velocity.At(key) * (velocity - ReleaseVelocity) / 100)),
            damper = power * engaged * engaged;
        float l = left * left, r = right * right;
        offset += Frames(Dampers.Delay + ReleaseSpread * (1 - velocity / 127));
        Start(NoiseKind.Damper, offset, damper * _dampers[key], l, r);
        Start(NoiseKind.HeavyDamper, offset, damper * _heavyDampers[key], l, r);
        Start(NoiseKind.KeyReturn, offset + Frames(KeyReturnDelay), power * _keyReturns[key], l, r);
    }

    /// <summary>Adds a step of the sustain pedal.</summary>
    /// <remarks>
    /// The power goes with the square of the dampers' speed: with their way times their speed, for a step's whole noise. So a stroke sounds
    /// alike however many steps it is sent in, a slow one is softer than a fast one, and a step after a rest is as loud as if it were made
    /// in the time of the fastest stroke.
    /// </remarks>
    /// <param name="from">Where the pedal was, 0 up to 1 down.</param>
    /// <param name="to">Where it is.</param>
    /// <param name="offset">The frame of the block.</param>
    /// <param name="left">Gain to the left.</param>
    /// <param name="right">Gain to the right.</param>
    /// <param name="level">Level of the noise.</param>
    public void Pedal(double from, double to, int offset, float left, float right, float level)
    {
        double way = Math.Abs(Dampers.Lift(to) - Dampers.Lift(from)), now = (double)(_now + offset) / _sampleRate,
            time = Math.Min(FastestStroke, now - _pedalMoved);
        double power = way * Math.Min(1, way * FastestStroke / Math.Max(1e-6, time));
        _pedalMoved = now;
        bool down = to > from;
        NoiseTables tables = down ? ActionNoises.PedalDown : ActionNoises.PedalUp;
        float part = (float)(power * Math.Pow(10, tables.Level.At(0)) * level * level / PedalParts);
        int apart = Frames(down ? PedalDownSpread : PedalUpSpread);
        for (int i = 0; i < PedalParts; i++)
            Start(down ? NoiseKind.PedalDown : NoiseKind.PedalUp, offset + i * apart, part, left * left, right * right);
    }

    /// <summary>Adds a block; to be called for every block, also for silent ones.</summary>
    public void Render(Span<float> left, Span<float> right)
    {
        _bank.Render(left, right);
        _now += Instrument.BlockSize;
    }

    /// <summary>Ends all noises without a click.</summary>
    public void End() => _bank.End();

    /// <summary>Silence.</summary>
    public void Reset()
    {
        _bank.Reset();
        _now = 0;
        _pedalMoved = -FastestStroke;
    }

    private int Frames(double seconds) => (int)Math.Round(seconds * _sampleRate);

    private void Start(NoiseKind kind, int offset, float power, float left, float right) =>
        _bank.Start((int)kind, offset, power * left, power * right);
}
