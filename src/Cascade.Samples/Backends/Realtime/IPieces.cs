namespace Cascade.Samples.Backends.Realtime;

/// <summary>A sound that is made piece by piece.</summary>
internal interface IPieces
{
    /// <summary>Samples of a frame: 2, left and right in turn, or 1 that is both.</summary>
    int Channels { get; }

    /// <summary>The next frames.</summary>
    /// <returns>How many; fewer than there is room for at the end.</returns>
    int Read(Span<float> samples);
}
