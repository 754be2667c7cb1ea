using System;
using Cascade.Dsp;
using NAudio.Wave;
using WaveFormat = NAudio.Wave.WaveFormat;

namespace Cascade.Samples.NAudio;

/// <summary>A <see cref="Performance"/> as a source of NAudio's: plays wherever NAudio plays, and mixes with whatever it mixes.</summary>
/// <remarks>Without music the sound has no end, silence included. <see cref="Read"/> belongs to NAudio's thread and allocates nothing;
/// notes go to the engine from other threads as ever.</remarks>
/// <example><code>
/// var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
/// using var player = new WasapiPlayerBuilder().WithLatency(20).Build();
/// player.Init(new EngineSampleProvider(engine).ToWaveProvider());
/// player.Play();
/// engine.NoteOn(60, 0.8f);
/// </code></example>
public sealed class EngineSampleProvider : ISampleProvider
{
    private readonly Performance _performance;

    /// <summary>Makes a source of an engine, and of a song if there is one.</summary>
    /// <param name="engine">The engine. Nothing else may render it from now on.</param>
    /// <param name="song">Plays into the engine as the sound is read; null for none. Its Play, Pause, Seek and so on may be called from any
    /// thread.</param>
    /// <exception cref="ArgumentNullException">The engine is null.</exception>
    /// <exception cref="ArgumentException">The song was made for another sample rate.</exception>
    public EngineSampleProvider(VoiceEngine engine, SequencePlayer? song = null)
        : this(new Performance(engine, song, new PerformanceOptions { EndsWithMusic = false, DropsLatency = false }))
    {
    }

    /// <summary>Makes a source of a performance; it ends where the performance ends.</summary>
    /// <param name="performance">The performance. Nothing else may read it from now on.</param>
    /// <exception cref="ArgumentNullException">The performance is null.</exception>
    public EngineSampleProvider(Performance performance)
    {
        ArgumentNullException.ThrowIfNull(performance);
        _performance = performance;
        WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat(performance.Engine.SampleRate, 2);
    }

    /// <summary>32-bit floats, two channels, the engine's sample rate.</summary>
    public WaveFormat WaveFormat { get; }

    /// <summary>Renders the next frames.</summary>
    /// <param name="buffer">Overwritten, left and right in turn; of an odd length the last place is left as it is.</param>
    /// <returns>How many samples were written; fewer than asked for only at the end.</returns>
    public int Read(Span<float> buffer) => 2 * _performance.ReadInterleaved(buffer);
}
