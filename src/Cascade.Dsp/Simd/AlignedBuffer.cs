using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cascade.Dsp.Simd;

/// <summary>A fixed number of floats whose first one lies on a 64-byte boundary, so that no full register straddles a cache line.</summary>
/// <remarks>Allocated once on the pinned heap; starts as zeros.</remarks>
internal sealed class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] _memory;
    private readonly int _start;

    /// <summary>Allocates the buffer.</summary>
    /// <param name="length">The number of floats, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public unsafe AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _memory = GC.AllocateArray<float>(length + Alignment / sizeof(float), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _start = (int)((Alignment - address % Alignment) % Alignment) / sizeof(float);
    }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>All the floats.</summary>
    public Span<float> Span => _memory.AsSpan(_start, Length);

    /// <summary>The first float; valid as long as the buffer lives.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start);
}
