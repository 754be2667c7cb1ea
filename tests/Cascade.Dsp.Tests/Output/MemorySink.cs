using Cascade.Dsp.Output;

namespace Cascade.Dsp.Tests.Output;

/// <summary>Keeps what it is given.</summary>
internal sealed class MemorySink : IAudioSink
{
    public List<float> Left { get; } = [];

    public List<float> Right { get; } = [];

    public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Left.AddRange(left);
        Right.AddRange(right);
    }
}
