namespace Cascade.Samples.Console.Live;

/// <summary>The highest samples since somebody last looked: the audio thread adds, one other thread takes. Neither waits.</summary>
internal sealed class Meters
{
    private int _left, _right;

    /// <summary>Adds interleaved frames.</summary>
    public void Add(ReadOnlySpan<float> frames)
    {
        float left = 0, right = 0;
        for (int i = 0; i + 1 < frames.Length; i += 2)
        {
            left = Math.Max(left, Math.Abs(frames[i]));
            right = Math.Max(right, Math.Abs(frames[i + 1]));
        }
        Raise(ref _left, left);
        Raise(ref _right, right);
    }

    /// <summary>The peaks since the last call; 1 is full scale.</summary>
    public (float Left, float Right) Take() =>
        (BitConverter.Int32BitsToSingle(Interlocked.Exchange(ref _left, 0)),
            BitConverter.Int32BitsToSingle(Interlocked.Exchange(ref _right, 0)));

    // The bits of positive floats are ordered as the floats are. A peak may be lost to a taker in between; the next block brings another.
    private static void Raise(ref int meter, float peak)
    {
        int bits = BitConverter.SingleToInt32Bits(peak);
        if (bits > Volatile.Read(ref meter))
            Volatile.Write(ref meter, bits);
    }
}
