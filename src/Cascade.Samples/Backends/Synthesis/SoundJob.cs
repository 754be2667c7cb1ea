using Cascade.Dsp;
using Cascade.Dsp.Oscillators;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>A request with the configuration it is played by.</summary>
/// <param name="request">Checked.</param>
/// <param name="configuration">Checked.</param>
/// <param name="arrival">When it came, by the stopwatch.</param>
internal sealed class SoundJob(SoundRequest request, BackendConfiguration configuration, long arrival)
{
    public SoundRequest Request { get; } = request;

    public BackendConfiguration Configuration { get; } = configuration;

    public long Arrival { get; } = arrival;

    public string Instrument => Request.Instrument ?? Configuration.Instrument;

    /// <summary>The waveform, or null if a sound's engine plays the job as a whole.</summary>
    public Waveform? Waveform => Waveforms.TryFind(Instrument, out Waveform waveform) ? waveform : null;

    /// <summary>The same job, if there is memory for it: of a plain waveform every note is kept until all are there.</summary>
    /// <exception cref="InvalidRequestException">All notes together are too long.</exception>
    public SoundJob Checked()
    {
        double seconds = Waveform is null ? 0 : Request.Notes.Sum(note => note.Duration + Configuration.Envelope.Release);
        return seconds <= SoundRequest.LatestEnd ? this
            : throw new InvalidRequestException(
                "notes", $"{seconds:F0} s", $"at most {SoundRequest.LatestEnd} s of waveforms together, releases included");
    }

    /// <summary>The notes for an engine.</summary>
    public Sequence ToSequence()
    {
        var events = new List<EngineEvent>(2 * Request.Notes.Count);
        foreach (NoteRequest note in Request.Notes)
        {
            events.Add(EngineEvent.NoteOn(FrameOf(note.Start), note.Key, note.Velocity));
            events.Add(EngineEvent.NoteOff(FrameOf(note.Start + note.Duration), note.Key));
        }
        return new Sequence([.. events], Configuration.SampleRate);
    }

    /// <summary>The frame of a time in seconds.</summary>
    public long FrameOf(double seconds) => (long)Math.Round(seconds * Configuration.SampleRate);
}
