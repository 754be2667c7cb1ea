using System;
using Cascade.Dsp;
using Cascade.Dsp.Events;
using NAudio.Wave;

namespace Cascade.Samples.NAudio;

/// <summary>A <see cref="VoiceEngine"/> as a source of NAudio's: plays wherever NAudio plays, and mixes with whatever it mixes.</summary>
/// <remarks>The sound has no end, silence included. <see cref="Read"/> belongs to NAudio's thread and allocates nothing; notes go to the engine from other threads as ever.</remarks>
/// <example><code>
/// var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
/// using var player = new WasapiPlayerBuilder().WithLatency(20).Build();
/// player.Init(new EngineSampleProvider(engine).ToWaveProvider());
/// player.Play();
/// engine.NoteOn(60, 0.8f);
/// </code></example>
public sealed class EngineSampleProvider : ISampleProvider
{
    private readonly VoiceEngine _engine;
    private readonly SequencePlayer? _song;
    private readonly EventQueue? _songQueue;

    /// <summary>Makes a source of an engine, and of a song if there is one.</summary>
    /// <param name="engine">The engine. Nothing else may render it from now on.</param>
    /// <param name="song">Plays into the engine, through a queue of its own, as the sound is read; null for none. Its Play, Pause, Seek and so on may be called from any thread.</param>
    /// <exception cref="ArgumentNullException">The engine is null.</exception>
    /// <exception cref="ArgumentException">The song was made for another sample rate.</exception>
    public EngineSampleProvider(VoiceEngine engine, SequencePlayer? song = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (song is not null && song.Sequence.SampleRate != engine.SampleRate)
            throw new ArgumentException($"The song plays at {song.Sequence.SampleRate} Hz, the engine at {engine.SampleRate} Hz.", nameof(song));
        _engine = engine;
        _song = song;
        _songQueue = song is null ? null : engine.AddQueue();
        WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat(engine.SampleRate, 2);
    }

    /// <summary>32-bit floats, two channels, the engine's sample rate.</summary>
    public WaveFormat WaveFormat { get; }

    /// <summary>Renders the next frames.</summary>
    /// <param name="buffer">Overwritten, left and right in turn; of an odd length the last place is left as it is.</param>
    /// <returns>How many samples were written: all, or one less.</returns>
    public int Read(Span<float> buffer)
    {
        Span<float> frames = buffer[..(buffer.Length & ~1)];
        _song?.Advance(_songQueue!, _engine.Position, frames.Length / 2);
        _engine.RenderInterleaved(frames);
        return frames.Length;
    }
}
