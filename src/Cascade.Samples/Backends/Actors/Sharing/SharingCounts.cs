namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>What is told of the sharing, from any thread.</summary>
internal sealed class SharingCounts
{
    private int _hosts = 1;
    private long _forOthers, _again;

    /// <summary>Hosts that share the work, this one included.</summary>
    public int Hosts
    {
        get => Volatile.Read(ref _hosts);
        set => Volatile.Write(ref _hosts, value);
    }

    /// <summary>What this host has played for others.</summary>
    public long ForOthers => Volatile.Read(ref _forOthers);

    /// <summary>What this host had to ask for once more.</summary>
    public long Again => Volatile.Read(ref _again);

    public void CountForOthers() => Interlocked.Increment(ref _forOthers);

    public void CountAgain() => Interlocked.Increment(ref _again);
}
