using System.Runtime.InteropServices;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Web.Services;

/// <summary>The audio synthesis service as a host: a call goes in, samples come out, 32 bits each.</summary>
internal static class SynthesisRoutes
{
    private const string ContentType = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder app)
    {
        var audio = new AudioSynthesis();
        Map(app, RemoteAudioSynthesis.Waveform, (job, _, _) => audio.GenerateWaveform(Tone(job), job.Request.Notes[0]));
        Map(app, RemoteAudioSynthesis.Note, (job, _, _) => audio.SynthesizeNote(Tone(job), job.Request.Notes[0]));
        Map(app, RemoteAudioSynthesis.Envelope, (job, wave, _) =>
        {
            (int held, int release) = Backends.Synthesis.Tone.FramesOf(job.Request.Notes[0], job.Configuration);
            if (wave.Length != held + release)
                throw new InvalidRequestException("wave", $"{wave.Length} samples", $"{held + release} samples");
            audio.ApplyAdsrEnvelope(job, job.Request.Notes[0], wave);
            return wave;
        });
        Map(app, RemoteAudioSynthesis.Sound, (job, _, cancellation) => job.Waveform is null ? audio.PlaySound(job, cancellation)
            : throw new InvalidRequestException("instrument", job.Instrument, "a preset; a waveform is made note by note"));
    }

    private static SoundJob Tone(SoundJob job) => job.Waveform is not null ? job
        : throw new InvalidRequestException("instrument", job.Instrument, string.Join(", ", Waveforms.Names));

    private static void Map(IEndpointRouteBuilder app, string step, Func<SoundJob, float[], CancellationToken, float[]> make) =>
        app.MapPost("/" + step, async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            (SoundJob job, float[] wave) = RemoteAudioSynthesis.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
            float[] sound = make(job, wave, context.RequestAborted);
            return TypedResults.Bytes(MemoryMarshal.AsBytes<float>(sound).ToArray(), ContentType);
        });
}
