using Cascade.Dsp.Output;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>From the notes of a job to its samples, always in the order of the notes.</summary>
internal static class Mixdown
{
    /// <summary>Adds the notes up at their starts and turns them into 16 bits.</summary>
    /// <param name="job">The job.</param>
    /// <param name="notes">The shaped wave of each note, in order.</param>
    public static (short[] Samples, long Clipped) Of(SoundJob job, IReadOnlyList<float[]> notes)
    {
        long frames = 0;
        for (int i = 0; i < notes.Count; i++)
            frames = Math.Max(frames, job.FrameOf(job.Request.Notes[i].Start) + notes[i].Length);
        var sum = new float[frames];
        for (int i = 0; i < notes.Count; i++)
        {
            Span<float> place = sum.AsSpan((int)job.FrameOf(job.Request.Notes[i].Start), notes[i].Length);
            for (int n = 0; n < place.Length; n++)
                place[n] += notes[i][n];
        }
        float gain = MathF.Pow(10, job.Configuration.Volume / 20);
        var both = new float[2 * frames];
        for (int n = 0; n < sum.Length; n++)
            both[2 * n] = both[2 * n + 1] = gain * sum[n];
        return ToInt16(both);
    }

    /// <summary>Samples as 16 bits.</summary>
    public static (short[] Samples, long Clipped) ToInt16(ReadOnlySpan<float> interleaved)
    {
        var samples = new short[interleaved.Length];
        return (samples, Pcm.ToInt16(interleaved, samples));
    }
}
