using System.Diagnostics;
using System.Runtime.InteropServices;
using Akka.Actor;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>A note that a host was asked for, or a sound as a whole, and what has come of it.</summary>
/// <param name="parts">The job.</param>
/// <param name="index">Which of its notes; -1 for the whole.</param>
internal sealed class SharedNote(JobInParts parts, int index)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private byte[] _bytes = [];
    private int _received;
    private long _deadline;

    public JobInParts Parts => parts;

    /// <summary>Who was asked.</summary>
    public Address Host { get; private set; } = Address.AllSystems;

    /// <summary>How often it was asked for.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether the host that was asked should have answered by now; long sounds take long.</summary>
    public bool IsLate => Stopwatch.GetTimestamp() > _deadline;

    /// <summary>Asks a host, from the start.</summary>
    public PlayShared AskFrom(Address host, long number)
    {
        (Host, _bytes, _received) = (host, [], 0);
        Attempts++;
        Wait();
        SoundRequest request = parts.Job.Request;
        return new PlayShared(number, parts.Job.Configuration, index < 0 ? request : request with { Notes = [request.Notes[index]] });
    }

    /// <summary>Takes a piece; the last ends the note.</summary>
    /// <returns>True if it was the last.</returns>
    public bool Take(SharedPiece piece)
    {
        if (_bytes.Length != piece.Length)
            _bytes = new byte[piece.Length];
        piece.Bytes.Span.CopyTo(_bytes.AsSpan(_received));
        _received += piece.Bytes.Length;
        if (_received < _bytes.Length)
        {
            Wait();
            return false;
        }
        parts.Wait(piece.Waited);
        if (index < 0)
            parts.Complete((MemoryMarshal.Cast<byte, short>(_bytes).ToArray(), piece.Clipped));
        else if (parts.Finish(index, MemoryMarshal.Cast<byte, float>(_bytes).ToArray()))
            parts.Complete();
        return true;
    }

    private void Wait() => _deadline = Stopwatch.GetTimestamp()
        + (long)(Stopwatch.Frequency * (s_patience.TotalSeconds + parts.Job.Request.Notes.Sum(note => note.Duration)));
}
