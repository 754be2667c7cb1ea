using Cascade.Dsp.Output;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web;

/// <summary>A sound as a WAV file.</summary>
internal static class WaveResult
{
    public const string ContentType = "audio/wav";

    public static IResult Of(RenderedSound sound, string name)
    {
        using var file = new MemoryStream(44 + 2 * sound.Samples.Length);
        using (var writer = new WaveWriter(file, sound.SampleRate, leaveOpen: true))
        {
            var samples = new float[sound.Samples.Length];
            Pcm.FromInt16(sound.Samples, samples);
            writer.WriteInterleaved(samples);
            writer.Complete();
        }
        return TypedResults.File(file.ToArray(), ContentType, name);
    }
}
