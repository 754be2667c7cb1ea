using System.Globalization;
using Cascade.Dsp.Output;

namespace Cascade.Aot.Smoke;

/// <summary>A number that two renderings share only if every bit of every sample is the same: FNV-1a with 64 bits over the samples, left
/// and right in turn.</summary>
/// <param name="next">Takes the sound too, or null.</param>
internal sealed class SampleHash(IAudioSink? next = null) : IAudioSink
{
    private ulong _hash = 14695981039346656037;

    public string Text => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        next?.Write(left, right);
        for (int i = 0; i < left.Length; i++)
        {
            Add(left[i]);
            Add(right[i]);
        }
    }

    private void Add(float sample) => _hash = (_hash ^ BitConverter.SingleToUInt32Bits(sample)) * 1099511628211;
}
