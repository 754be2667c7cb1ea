using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
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
        float[] rented = ArrayPool<float>.Shared.Rent((int)frames);
        Span<float> sum = rented.AsSpan(0, (int)frames);
        sum.Clear();
        for (int i = 0; i < notes.Count; i++)
        {
            Span<float> place = sum.Slice((int)job.FrameOf(job.Request.Notes[i].Start), notes[i].Length);
            TensorPrimitives.Add(place, notes[i], place);
        }
        TensorPrimitives.Multiply(sum, MathF.Pow(10, job.Configuration.Volume / 20), sum);
        (short[] Samples, long Clipped) sound = OnBothSides(sum);
        ArrayPool<float>.Shared.Return(rented);
        return sound;
    }

    /// <summary>Samples as 16 bits, the same left and right.</summary>
    public static (short[] Samples, long Clipped) OnBothSides(ReadOnlySpan<float> mono)
    {
        var samples = new short[2 * mono.Length];
        // Rounded once, in the second half, then spread from the front: what is written has been read.
        Span<short> right = samples.AsSpan(mono.Length);
        long clipped = Pcm.ToInt16(mono, right);
        Span<int> frames = MemoryMarshal.Cast<short, int>(samples.AsSpan());
        for (int n = 0; n < right.Length; n++)
            frames[n] = (ushort)right[n] * 0x10001;
        return (samples, 2 * clipped);
    }

    /// <summary>Samples as 16 bits.</summary>
    public static (short[] Samples, long Clipped) ToInt16(ReadOnlySpan<float> interleaved)
    {
        var samples = new short[interleaved.Length];
        return (samples, Pcm.ToInt16(interleaved, samples));
    }
}
