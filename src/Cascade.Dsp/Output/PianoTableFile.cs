using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Output;

/// <summary>A piano's strings, hammers, noises and soundboard as numbers, for a program that plays them by itself: a page in a
/// browser.</summary>
/// <remarks>
/// Little endian; floats are of 32 bits where not said otherwise. It holds the same tables that <see cref="PianoInstrument"/> plays.
/// <code>
/// header      "CPNO" | version 4 | rate 4 | keys 4 | modes 4 | bands 4 | noises 4 | board modes 4 | strings 4
/// law         16 floats: level range (dB), slope beyond the second corner, soft contact, damper, gain, knock, burst, thump, damper
///             noise, pedal noise (amplitudes), loss of a string struck again (1/s), shapes of knock and of burst, 4 of 0
/// velocities  128 floats: from played to sounding velocity, 0 to 127
/// keys        32 floats each: modes, first mode, contact (s) and slope at velocity 64, exponents of hammer speed of both, damping (1/s),
///             left, right, onset, level with the soft pedal, knock, its velocity (per 100), burst, its velocity, thump, damper, heavy
///             damper, key return, first shape of knock and burst, part of the second, binary logarithm of the amplitude at velocities
///             1, 20, 40, 64, 90 and 127 (between them in a straight line), 5 of 0
/// modes       a row each, sorted by how long they are heard, longest first: frequency (Hz), strength, loss (1/s), partial from 0,
///             second partial (-1 prompt sound, -2 aftersound), phase ahead of a sine (cycles), side (1 + side to the
///             left, 1 - side to the right)
/// bands       a row each: a1 and a2 of two sections (1 - z^-2) / (1 + a1 z^-1 + a2 z^-2), scale
/// noises      the shapes of the knock, those of the burst, thump, damper, heavy damper, key return, pedal down, pedal up: mean square a
///             band, then s to 1/e a band
/// board       a row each: frequency (Hz), loss (1/s), drive at the rate / 2 (at the rate below 40 kHz), left, right
/// strings     partials that answer the bridge while nobody damps them, a row each: key, partial from 0, frequency (Hz), loss (1/s),
///             drive, as the board's, side as the modes'
/// </code>
/// </remarks>
public static class PianoTableFile
{
    /// <summary>The version written.</summary>
    public const int Version = 3;

    private const int Keys = 128, KeyFloats = 32, LawFloats = 16, BandFields = 5;
    private const double ReferenceVelocity = 76;

    /// <summary>Writes a piano.</summary>
    /// <param name="target">Receives it; stays open.</param>
    /// <param name="patch">The piano.</param>
    /// <param name="tuning">Of its keys; null for equal temperament at 440 Hz.</param>
    /// <param name="sampleRate">What it is to be played at, 8,000 to 192,000 Hz.</param>
    /// <exception cref="ArgumentNullException">The target or the patch is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    /// <exception cref="IOException">The target cannot be written to.</exception>
    public static void Write(Stream target, PianoPatch patch, KeyTuning? tuning, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        SampleRates.Check(sampleRate);
        using var writer = new BinaryWriter(target, System.Text.Encoding.ASCII, leaveOpen: true);
        new Piano(patch.Clamped(), tuning ?? KeyTuning.Default, sampleRate).Write(writer);
    }

    private sealed class Piano
    {
        private readonly int _rate;
        private readonly PianoPatch _patch;
        private readonly PianoTables _tables;
        private readonly ParameterBank _values = new(PianoInstrument.All);
        private readonly KeyModes[] _modes = new KeyModes[Keys];
        private readonly float[] _keys = new float[Keys * KeyFloats];
        private readonly List<float>[] _answers = [[], [], [], [], [], []];
        private readonly Resonators _resonators;
        private readonly Soundboard _board;

        public Piano(PianoPatch patch, KeyTuning tuning, int sampleRate)
        {
            (_rate, _patch, _tables) = (sampleRate, patch, PianoTables.Of(patch.Model));
            ParameterValues.Start(_values, patch.Values);
            _resonators = new Resonators(Soundboard.Modes, sampleRate, LaneWidth.Auto);
            _board = new Soundboard(_resonators);
            var strings = new StringModel();
            float[] knocks = _tables.Knock.Levels(), bursts = _tables.Burst.Levels(), thumps = ActionNoises.ThumpLevels(_tables.Knock),
                dampers = ActionNoises.Damper.Levels(),
                heavy = ActionNoises.HeavyDamper.Levels(), returns = ActionNoises.KeyReturn.Levels();
            int first = 0;
            Span<float> levels = stackalloc float[KeyLoudness.Velocities.Length];
            for (int key = 0; key < Keys; key++)
            {
                double softness = 1 / _values[PianoInstrument.Hardness],
                    frequency = StringModel.Frequency(_tables, tuning, key, _values[PianoInstrument.Stretch]);
                strings.Build(_tables, _values, key, frequency, sampleRate);
                _modes[key] = new KeyModes(StringModel.MostPartialsOf(tuning[key]), sampleRate);
                _modes[key].AddStrings(key, strings);
                KeyLoudness.Levels(_tables, key, _modes[key].Modes, strings, softness, _board, Gain(PianoInstrument.Body), levels);
                Hammer usual = new(_tables, key, ReferenceVelocity, softness), hardest = new(_tables, key, 127, softness),
                    middle = new(_tables, key, 64, softness);
                _modes[key].Build(strings, usual, hardest, KeyLoudness.At(levels, 127), key, Gain(PianoInstrument.Phantoms));
                float angle = (1 + _values[PianoInstrument.Width] * Math.Clamp((key - 64) / 44f, -1, 1) * 0.6f) * MathF.PI / 4;
                int shape = _tables.Knock.ShapeOf(key, out float part);
                ReadOnlySpan<float> row =
                [
                    _modes[key].Count, first, (float)middle.Contact, middle.FirstSlope, (float)_tables.ContactVelocity.At(key),
                    (float)_tables.SteepnessVelocity.At(key), (float)Dampers.Rate(key), MathF.Cos(angle), MathF.Sin(angle),
                    (float)_tables.Onset.At(key), (float)PianoInstrument.SoftGain(key), knocks[key], (float)_tables.Knock.Velocity.At(key),
                    bursts[key], (float)_tables.Burst.Velocity.At(key), thumps[key], dampers[key], heavy[key], returns[key], shape, part,
                    .. levels,
                ];
                row.CopyTo(_keys.AsSpan(key * KeyFloats));
                first += _modes[key].Count;
                AddAnswers(key, strings);
            }
        }

        public void Write(BinaryWriter writer)
        {
            int modes = 0;
            foreach (KeyModes key in _modes)
                modes += key.Count;
            writer.Write("CPNO"u8);
            int[] counts =
                [Version, _rate, Keys, modes, NoiseBands.Count, (int)NoiseKind.Count, Soundboard.Modes, _answers[0].Count];
            foreach (int number in counts)
                writer.Write(number);
            Write(writer, Law());
            var velocities = new VelocityCurve(_patch.VelocityCurve);
            for (int velocity = 0; velocity < Keys; velocity++)
                writer.Write(velocities.At(velocity));
            Write(writer, _keys);
            WriteModes(writer, mode => (float)mode.Frequency);
            WriteModes(writer, mode => (float)mode.Strength);
            WriteModes(writer, mode => (float)mode.Loss);
            WriteModes(writer, mode => mode.Partial);
            WriteModes(writer, mode => mode.Second);
            WriteModes(writer, mode => (float)mode.Phase);
            WriteModes(writer, mode => (float)mode.Side);
            WriteNoises(writer);
            WriteBoard(writer);
            foreach (List<float> row in _answers)
                Write(writer, CollectionsMarshal.AsSpan(row));
        }

        private void AddAnswers(int key, StringModel strings)
        {
            for (int partial = 0; partial < SympatheticStrings.Partials(key); partial++)
            {
                if (!SympatheticStrings.TryAnswer(key, strings, partial, _resonators.Rate, SympatheticStrings.HighestOf(_rate),
                    out SympatheticStrings.Answer answer))
                    continue;
                ReadOnlySpan<float> values =
                    [key, partial, (float)answer.Frequency, (float)answer.Loss, Gain(PianoInstrument.Sympathetic) * answer.Drive,
                        answer.Side];
                for (int row = 0; row < values.Length; row++)
                    _answers[row].Add(values[row]);
            }
        }

        private float[] Law()
        {
            var channel = new KeyboardState();
            var law = new float[LawFloats];
            ReadOnlySpan<float> values =
            [
                Hammer.LevelRange, Hammer.SecondSlope,
                (float)PianoInstrument.SoftContact, _values[PianoInstrument.Damper], Gain(PianoInstrument.Level) * channel[0].Gain,
                Gain(PianoInstrument.Knock),
                Gain(PianoInstrument.Burst), Gain(PianoInstrument.Thump), Gain(PianoInstrument.DamperNoise),
                Gain(PianoInstrument.PedalNoise),
                (float)PianoInstrument.RestrikeLoss, PianoTables.NoiseShapes,
            ];
            values.CopyTo(law);
            return law;
        }

        private void WriteModes(BinaryWriter writer, Func<Mode, float> field)
        {
            foreach (KeyModes key in _modes)
                foreach (Mode mode in key.Modes)
                    writer.Write(field(mode));
        }

        private void WriteNoises(BinaryWriter writer)
        {
            // The noise bank has the scale first.
            var fields = new float[(int)NoiseField.LeftState * NoiseBands.Count];
            for (int band = 0; band < NoiseBands.Count; band++)
                NoiseBands.Design(band, _rate, fields.AsSpan(band), NoiseBands.Count);
            for (int field = 0; field < BandFields; field++)
                Write(writer, fields.AsSpan((field < BandFields - 1 ? (int)NoiseField.FirstA1 + field : (int)NoiseField.Scale)
                    * NoiseBands.Count, NoiseBands.Count));
            foreach (NoiseSpectrum kind in PianoNoise.Kinds(_tables))
            {
                Write(writer, kind.Power);
                Write(writer, kind.Decay);
            }
        }

        private void WriteBoard(BinaryWriter writer)
        {
            float body = Gain(PianoInstrument.Body);
            Span<float> rows = new float[5 * Soundboard.Modes];
            for (int mode = 0; mode < Soundboard.Modes; mode++)
            {
                (rows[mode], rows[Soundboard.Modes + mode]) = ((float)Soundboard.Frequency(mode), (float)Soundboard.Loss(mode));
                (rows[2 * Soundboard.Modes + mode], rows[3 * Soundboard.Modes + mode], rows[4 * Soundboard.Modes + mode]) =
                    (body * (float)_board.DriveOf(mode), (float)Soundboard.Left(mode), (float)Soundboard.Right(mode));
            }
            Write(writer, rows);
        }

        private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
        {
            foreach (float value in values)
                writer.Write(value);
        }

        private float Gain(Parameter level) => Decibels.ToGain(_values[level], level.Minimum);
    }
}
