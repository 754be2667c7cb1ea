using System.Collections.Concurrent;
using Cascade.Samples.Web.Live;

namespace Cascade.Samples.Web.Rooms;

/// <summary>All rooms of the host.</summary>
internal sealed class RoomSet(HandOvers handOvers) : BackgroundService
{
    public const int MostRooms = 1_000;

    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Room> _rooms = new();
    private readonly Lock _gate = new();

    /// <summary>How many there are.</summary>
    public int Count => _rooms.Count;

    /// <summary>The room of an id, or null.</summary>
    public Room? Find(string id) => _rooms.GetValueOrDefault(id);

    /// <summary>Opens the room that a key rules; if it is open, as it is, ruled by whoever rules it.</summary>
    /// <returns>Null if there are as many as a host has.</returns>
    public Room? Open(string key, string? name, string? passphrase)
    {
        string id = RoomKey.IdOf(key);
        lock (_gate)
        {
            if (_rooms.TryGetValue(id, out Room? room))
                return room;
            if (_rooms.Count >= MostRooms)
                return null;
            return _rooms[id] = new Room(key, name, passphrase, LiveClock.Milliseconds, handOvers);
        }
    }

    /// <summary>Closes rooms that were empty for long, and gives up what nobody came back to.</summary>
    /// <param name="now">The server's clock.</param>
    public void Sweep(double now)
    {
        foreach ((string id, Room room) in _rooms)
            if (!room.Sweep(now))
                _rooms.TryRemove(id, out _);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_sweep);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Sweep(LiveClock.Milliseconds);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
