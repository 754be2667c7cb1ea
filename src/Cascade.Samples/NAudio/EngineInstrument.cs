using System;
using Cascade.Dsp;
using NAudio.Midi;
using NAudio.Wave;
using MidiEvent = NAudio.Midi.MidiEvent;
using MidiMessage = Cascade.Dsp.Midi.MidiMessage;

namespace Cascade.Samples.NAudio;

/// <summary>A <see cref="VoiceEngine"/> as an instrument of NAudio's: its sequencers, live inputs and offline renderer play it.</summary>
/// <remarks>Events and <see cref="Read"/> belong to one thread, as NAudio asks; an event starts at the frame that is read next, later by
/// the engine's latency. Nothing is allocated.</remarks>
/// <example><code>
/// var piano = new EngineInstrument(new VoiceEngine(new PianoInstrument()));
/// OfflineMidiRenderer.RenderToWaveFile(MidiFileSequence.FromFile("song.mid"), piano, "song.wav", tailSeconds: 4);
/// </code></example>
/// <param name="engine">The engine. Nothing else may render it from now on.</param>
public sealed class EngineInstrument(VoiceEngine engine) : IMidiInstrument
{
    private const int Channels = 16;

    private readonly EventQueue _events = engine.AddQueue();

    /// <summary>32-bit floats, two channels, the engine's sample rate.</summary>
    public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(engine.SampleRate, 2);

    /// <summary>Plays a channel message. Others (system exclusive, metas) are ignored.</summary>
    /// <param name="midiEvent">The event; its time does not count.</param>
    /// <remarks>A queue that is full refuses it, which <see cref="VoiceEngine.DroppedEvents"/> counts; the note-off of a key that sounds is
    /// never refused.</remarks>
    public void ProcessMidiEvent(MidiEvent midiEvent)
    {
        ArgumentNullException.ThrowIfNull(midiEvent);
        if (midiEvent.CommandCode >= MidiCommandCode.Sysex)
            return;
        int message = midiEvent.GetAsShortMessage();
        _events.TryEnqueue(new MidiMessage((byte)message, (byte)(message >> 8), (byte)(message >> 16)).ToEvent(engine.Position));
    }

    /// <summary>Silences all channels within a few milliseconds.</summary>
    public void AllSoundOff()
    {
        for (int channel = 0; channel < Channels; channel++)
            _events.TryEnqueue(new EngineEvent(engine.Position, EventKind.AllSoundOff, (byte)channel, 0, 0));
    }

    /// <summary>Renders the next frames.</summary>
    /// <param name="buffer">Overwritten, left and right in turn; of an odd length the last place is left as it is.</param>
    /// <returns>How many samples were written: all, or one less.</returns>
    public int Read(Span<float> buffer)
    {
        // Straight from the engine: NAudio cuts its reads at the events, and the next frame has to be the next.
        Span<float> frames = buffer[..(buffer.Length & ~1)];
        engine.RenderInterleaved(frames);
        return frames.Length;
    }
}
