using System;

namespace Cascade.Dsp.Output;

/// <summary>Takes stereo sound piece by piece: a file, a meter, a buffer.</summary>
public interface IAudioSink
{
    /// <summary>Takes the next frames.</summary>
    /// <param name="left">Any number of frames, valid during the call only; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right);
}
