using System.Numerics.Tensors;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Oscillators;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Realtime;

/// <summary>The notes of a plain waveform, all at once, piece by piece.</summary>
internal sealed class TonePieces : IPieces
{
    private readonly List<Voice> _voices = [];
    private readonly float _gain;
    private readonly long _end;
    private long _position;
    private float[] _wave = [], _levels = [];

    public TonePieces(SoundJob job)
    {
        BackendConfiguration configuration = job.Configuration;
        _gain = MathF.Pow(10, configuration.Volume / 20);
        foreach (NoteRequest note in job.Request.Notes)
        {
            var voice = new Voice(job, note);
            _voices.Add(voice);
            _end = Math.Max(_end, voice.End);
        }
    }

    public int Channels => 1;

    public int Read(Span<float> samples)
    {
        int count = (int)Math.Min(samples.Length, _end - _position);
        if (_wave.Length < count)
            (_wave, _levels) = (new float[count], new float[count]);
        samples = samples[..count];
        samples.Clear();
        foreach (Voice voice in _voices)
            Add(voice, samples);
        TensorPrimitives.Multiply(samples, _gain, samples);
        _position += count;
        return count;
    }

    private void Add(Voice voice, Span<float> samples)
    {
        long from = Math.Max(_position, voice.Start), to = Math.Min(_position + samples.Length, voice.End);
        if (from >= to)
            return;
        Span<float> wave = _wave.AsSpan(0, (int)(to - from));
        voice.Render(wave, _levels.AsSpan(0, wave.Length), from);
        Span<float> place = samples.Slice((int)(from - _position), wave.Length);
        TensorPrimitives.Add(place, wave, place);
    }

    private sealed class Voice
    {
        private readonly Oscillator _oscillator;
        private readonly Adsr _envelope;
        private readonly float _level;
        private readonly long _release;

        public Voice(SoundJob job, NoteRequest note)
        {
            (int held, int release) = Tone.FramesOf(note, job.Configuration);
            Start = job.FrameOf(note.Start);
            _release = Start + held;
            End = _release + release;
            _oscillator = Tone.OscillatorOf(job.Waveform!.Value, Tone.FrequencyOf(note.Key), job.Configuration);
            _envelope = Tone.EnvelopeOf(job.Configuration);
            _level = Tone.LevelOf(note);
            _envelope.NoteOn();
        }

        public long Start { get; }

        public long End { get; }

        public void Render(Span<float> wave, Span<float> levels, long from)
        {
            _oscillator.Process(wave);
            int held = (int)Math.Clamp(_release - from, 0, wave.Length);
            _envelope.Process(levels[..held]);
            if (held < wave.Length)
            {
                if (from + held == _release)
                    _envelope.NoteOff();
                _envelope.Process(levels[held..]);
            }
            TensorPrimitives.Multiply(wave, _level, wave);
            TensorPrimitives.Multiply(wave, levels, wave);
        }
    }
}
