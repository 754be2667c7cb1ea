using System.IO.Pipelines;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web;

/// <summary>How a song sounds.</summary>
internal static class SongSound
{
    private const double LongestSeconds = 3_600;

    /// <summary>A song as WAV, sent while it is rendered: the first bytes come at once, and a listener who goes away ends the
    /// rendering.</summary>
    /// <exception cref="InvalidRequestException">The instrument or the rate is unknown, or the song is too long.</exception>
    public static IResult Stream(Song song, string? instrument, int sampleRate, string name, LongWork work, CancellationToken cancellation)
    {
        Sequence music = Checked(song, sampleRate);
        CheckInstrument(instrument);
        return TypedResults.Stream(async body =>
        {
            // WAV is written by a thread that may wait for the network; the body's own stream wants asynchronous writes.
            var pipe = new Pipe();
            using var stops = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task rendering = work.RunAsync(() => Render(music, instrument, pipe.Writer, stops.Token), stops.Token);
            try
            {
                await pipe.Reader.CopyToAsync(body, cancellation);
            }
            finally
            {
                await stops.CancelAsync();
                await pipe.Reader.CompleteAsync();
                await rendering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await rendering;
        }, WaveResult.ContentType, name);
    }

    /// <summary>How loud a song is on the piano, or on what its programs ask for.</summary>
    /// <exception cref="InvalidRequestException">The song is too long, or needs too many parts, to be played.</exception>
    public static Loudness Measure(Song song, CancellationToken cancellationToken)
    {
        Sequence music = Checked(song, 48_000);
        var meter = new MeterSink(music.SampleRate);
        OfflineRenderer.Render(EngineFor(music, null), music, meter, null, null, cancellationToken);
        return meter.Loudness;
    }

    // A failure reaches the reader by the writer, and so ends the answer before its time, which the listener notices.
    private static bool Render(Sequence music, string? instrument, PipeWriter target, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever waits for a thread takes no memory for an engine.
            VoiceEngine engine = EngineFor(music, instrument);
            using var writer = new WaveWriter(target.AsStream(leaveOpen: true), engine.SampleRate);
            OfflineRenderer.Render(engine, music, writer, cancellationToken: cancellationToken);
            writer.Complete();
            target.Complete();
            return true;
        }
        catch (Exception e)
        {
            target.Complete(e);
            throw;
        }
    }

    private static Sequence Checked(Song song, int sampleRate)
    {
        if (sampleRate is < 8_000 or > 192_000)
            throw new InvalidRequestException("sampleRate", sampleRate, "8000 to 192000 Hz");
        Sequence music = song.ToSequence(sampleRate);
        return music.Duration.TotalSeconds <= LongestSeconds ? music
            : throw new InvalidRequestException("body", $"{music.Duration.TotalSeconds:F0} s", $"a song of at most {LongestSeconds} s");
    }

    private static VoiceEngine EngineFor(Sequence music, string? instrument)
    {
        if (instrument is null)
        {
            Instrument plays = GeneralMidiRack.IsNeededFor(music) ? RackFor(music) : new PianoInstrument();
            return new VoiceEngine(
                plays, new EngineOptions { SampleRate = music.SampleRate }, plays is Rack ? [new Limiter()]
                : [new Reverb(), new Limiter()]);
        }
        return new VoiceEngine(BackendConfiguration.FindSound(instrument)!, new EngineOptions { SampleRate = music.SampleRate });
    }

    private static void CheckInstrument(string? instrument)
    {
        if (instrument is not null && BackendConfiguration.FindSound(instrument) is null)
            throw new InvalidRequestException("instrument", instrument, "the name of a preset, or nothing for what the song asks for");
    }

    private static Rack RackFor(Sequence music)
    {
        try
        {
            return GeneralMidiRack.For(music);
        }
        catch (ArgumentException e)
        {
            throw new InvalidRequestException("body", e.Message, $"music for at most {Rack.MaximumParts} parts");
        }
    }

    private sealed class MeterSink(int sampleRate) : IAudioSink
    {
        private readonly LoudnessMeter _meter = new(sampleRate);

        public Loudness Loudness => _meter.Loudness;

        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => _meter.Add(left, right);
    }
}
