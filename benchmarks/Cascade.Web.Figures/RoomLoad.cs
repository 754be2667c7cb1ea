namespace Cascade.Web.Figures;

/// <summary>Rooms full of people who play at an even rate.</summary>
internal sealed class RoomLoad : IAsyncDisposable
{
    private const int JoinsAtOnce = 8;

    private readonly List<RoomPlayer[]> _players = [];
    private readonly List<RoomPlayer> _listeners = [];

    /// <summary>The rooms' ids.</summary>
    public List<string> Rooms { get; } = [];

    /// <summary>All who are in the rooms.</summary>
    public IEnumerable<RoomPlayer> Members => _players.SelectMany(room => room).Concat(_listeners);

    /// <summary>The players of one room.</summary>
    public IReadOnlyList<RoomPlayer> this[int room] => _players[room];

    /// <summary>Opens rooms and fills them.</summary>
    public static async Task<RoomLoad> FillAsync(
        MeasuredHost host, int rooms, int players, int listeners, CancellationToken cancellationToken)
    {
        var load = new RoomLoad();
        for (int i = 0; i < rooms; i++)
        {
            string room = await host.OpenRoomAsync(cancellationToken).ConfigureAwait(false);
            load.Rooms.Add(room);
            load._players.Add(await JoinAsync(room, "player", players).ConfigureAwait(false));
            load._listeners.AddRange(await JoinAsync(room, "listener", listeners).ConfigureAwait(false));
        }
        return load;

        async Task<RoomPlayer[]> JoinAsync(string room, string role, int count)
        {
            var members = new List<RoomPlayer>();
            foreach (int[] some in Enumerable.Range(0, count).Chunk(JoinsAtOnce))
                members.AddRange(await Task.WhenAll(some.Select(_ => RoomPlayer.JoinAsync(host.Address, room, role, cancellationToken)))
                    .ConfigureAwait(false));
            return [.. members];
        }
    }

    /// <summary>Has every player play for a while, then waits until all was heard, or nothing comes any more.</summary>
    /// <param name="perSecond">Events of each player.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PlayAsync(double perSecond, double seconds, CancellationToken cancellationToken)
    {
        // Each begins at a moment of its own, as people do.
        var random = new Random(1);
        double start = Clock.Milliseconds, step = 1_000 / perSecond;
        int events = (int)(seconds * perSecond) / 2 * 2;
        await Task.WhenAll(_players.SelectMany(room => room).Select(async player =>
        {
            double first = start + step * random.NextDouble();
            for (int i = 0; i < events && !player.Ended.IsCompleted; i++)
            {
                await Clock.UntilAsync(first + i * step, cancellationToken).ConfigureAwait(false);
                await player.PlayAsync(null, cancellationToken).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Events that were to be heard so far.</summary>
    public long Expected =>
        _players.Sum(room => room.Sum(p => (long)p.Sent) * (room.Length - 1 + _listeners.Count / _players.Count));

    public async ValueTask DisposeAsync() => await Task.WhenAll(Members.Select(member => member.DisposeAsync().AsTask()))
        .ConfigureAwait(false);

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        const int patience = 100;
        long heard = -1;
        for (int quiet = 0; quiet < patience && Members.Sum(m => m.Heard) < Expected; await Task.Delay(50, cancellationToken)
            .ConfigureAwait(false))
        {
            long now = Members.Sum(m => m.Heard);
            quiet = now == heard ? quiet + 1 : 0;
            heard = now;
        }
    }
}
