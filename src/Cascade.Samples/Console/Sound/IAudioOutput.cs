namespace Cascade.Samples.Console.Sound;

/// <summary>Takes the sound of one audio thread and hands it to a sound server, a pipe, a file.</summary>
/// <remarks>
/// <see cref="Write"/>, <see cref="Drain"/> and <see cref="IDisposable.Dispose"/> belong to the audio thread once it has begun; the other
/// members can be read from any thread. Nothing allocates or throws after construction: what goes wrong ends the output, and
/// <see cref="Failure"/> says why.
/// </remarks>
public interface IAudioOutput : IDisposable
{
    /// <summary>Where the sound goes, for people.</summary>
    string Description { get; }

    /// <summary>Frames per second that the output takes, in Hz.</summary>
    int SampleRate { get; }

    /// <summary>The time from a write until what was written is heard, as measured last; 0 where nobody can tell.</summary>
    TimeSpan Latency { get; }

    /// <summary>How often the output had run dry before the next frames came; 0 where it cannot.</summary>
    long Underruns { get; }

    /// <summary>Why <see cref="Write"/> returned false, in one line; null if the other side has simply had enough, or while all is
    /// well.</summary>
    string? Failure { get; }

    /// <summary>Takes the next frames and waits until there is room for them: this is what the audio thread is paced by.</summary>
    /// <param name="frames">Left and right in turn; full scale is -1 to 1.</param>
    /// <returns>False if the output has ended and takes no more.</returns>
    bool Write(ReadOnlySpan<float> frames);

    /// <summary>Says that nothing comes for a while, which then is no underrun.</summary>
    /// <returns>False where silence has to be written.</returns>
    bool Rest();

    /// <summary>Waits until all that was written has been heard.</summary>
    void Drain();
}
