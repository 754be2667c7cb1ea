namespace Cascade.Samples.Web.Played;

/// <summary>The sessions that were played in last. One that was long silent begins anew.</summary>
internal sealed class PlayedSessions : IHostedService
{
    /// <summary>How many are kept: each takes half a megabyte.</summary>
    public const int Most = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid? User, Guid Session), LinkedListNode<Entry>> _byId = [];
    private readonly LinkedList<Entry> _byAge = new();

    /// <summary>The session of an id. The same id of another user is another session.</summary>
    public PlayedSession Find(Guid? user, Guid session)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue((user, session), out LinkedListNode<Entry>? node))
            {
                _byAge.Remove(node);
                _byAge.AddLast(node);
                return node.Value.Session;
            }
            if (_byId.Count >= Most)
            {
                _byId.Remove(_byAge.First!.Value.Id);
                _byAge.RemoveFirst();
            }
            var entry = new Entry((user, session), new PlayedSession());
            _byId[entry.Id] = _byAge.AddLast(entry);
            return entry.Session;
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What is known of melodies is read beside the start: the first who plays must not wait for it.
        _ = Task.Run(() => new PlayedSession().Probabilities.Length, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record Entry((Guid? User, Guid Session) Id, PlayedSession Session);
}
