namespace Cascade.Samples.Backends.Realtime;

/// <summary>A sound that is made piece by piece.</summary>
internal interface IPieces
{
    /// <summary>The next frames, left and right in turn.</summary>
    /// <returns>How many; fewer than there is room for at the end.</returns>
    int Read(Span<float> frames);
}
