namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>What one actor host sends to another.</summary>
internal interface ISharedMessage
{
    /// <summary>The sender's number of what is asked for.</summary>
    long Number { get; }
}

/// <summary>To any host: play a note of a waveform, or the whole of what an engine plays.</summary>
internal sealed record PlayShared(long Number, BackendConfiguration Configuration, SoundRequest Request) : ISharedMessage;

/// <summary>The answer, piece by piece: so that nothing else on the way waits long.</summary>
/// <param name="Number">As in the question.</param>
/// <param name="Length">How many bytes there are in all: a note's samples of 32 bits, or a sound's of 16.</param>
/// <param name="Clipped">How many samples were too loud.</param>
/// <param name="Waited">How long the work waited, in ticks of the stopwatch.</param>
/// <param name="Bytes">The next of them.</param>
internal sealed record SharedPiece(long Number, int Length, long Clipped, long Waited, ReadOnlyMemory<byte> Bytes) : ISharedMessage;

/// <summary>The answer, if it could not be played.</summary>
internal sealed record SharedFailure(long Number, string Reason) : ISharedMessage;

/// <summary>Nobody waits for it any more.</summary>
internal sealed record ForgetShared(long Number) : ISharedMessage;
