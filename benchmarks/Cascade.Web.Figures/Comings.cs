using System.Globalization;

namespace Cascade.Web.Figures;

/// <summary>H6: many come, hold keys, and go with a word or without; nothing of them is left.</summary>
/// <param name="Joins">How many came.</param>
/// <param name="Stuck">Keys that somebody who comes at the end is told to sound.</param>
/// <param name="MegabytesBefore">The host's memory; null where it is not a process of its own.</param>
/// <param name="MegabytesAfter">And after all had gone.</param>
internal sealed record Comings(int Joins, int Stuck, double? MegabytesBefore, double? MegabytesAfter)
{
    // A lost connection keeps its seat for 20 s, and a room has 32: so many of all are lost, spread over the rooms.
    private const int Rooms = 4, AtOnce = 8, MostLost = 40;

    /// <summary>Runs it.</summary>
    public static async Task<Comings> RunAsync(MeasuredHost host, int joins, CancellationToken cancellationToken)
    {
        var rooms = new List<string>();
        for (int i = 0; i < Rooms; i++)
            rooms.Add(await host.OpenRoomAsync(cancellationToken).ConfigureAwait(false));
        // What is made once, by rooms, connections and the runtime, is made before it is counted.
        await ComeAsync(Math.Max(AtOnce, joins / 4)).ConfigureAwait(false);
        if (host.Megabytes is not null)
            await EmptyAsync().ConfigureAwait(false);
        double? before = host.Megabytes;
        await ComeAsync(joins).ConfigureAwait(false);
        int stuck = 0;
        foreach (string room in rooms)
            stuck += await SoundingAsync(room).ConfigureAwait(false);
        if (host.Megabytes is not null)
            await EmptyAsync().ConfigureAwait(false);
        return new Comings(joins, stuck, before, host.Megabytes);

        async Task ComeAsync(int count)
        {
            int next = -1, step = Math.Max(16, count / MostLost) | 1;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;)
                {
                    RoomPlayer player = await RoomPlayer.JoinAsync(host.Address, rooms[i % Rooms], "player", cancellationToken)
                        .ConfigureAwait(false);
                    await player.PlayAsync(null, cancellationToken).ConfigureAwait(false);
                    await player.PingAsync(cancellationToken).ConfigureAwait(false);
                    await player.LeaveAsync(i % step != 0, cancellationToken).ConfigureAwait(false);
                }
            })).ConfigureAwait(false);
        }

        // Whoever has just been cut off may not be gone for the server yet; what sounds for so long is stuck.
        async Task<int> SoundingAsync(string room)
        {
            int sounding = 0;
            for (int wait = 0; wait < 300; wait++)
            {
                RoomPlayer late = await RoomPlayer.JoinAsync(host.Address, room, "listener", cancellationToken).ConfigureAwait(false);
                sounding = late.Welcome.GetProperty("sounding").GetArrayLength();
                await late.LeaveAsync(true, cancellationToken).ConfigureAwait(false);
                if (sounding == 0)
                    break;
                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
            return sounding;
        }

        // The seats of lost connections are given up after a while.
        async Task EmptyAsync()
        {
            foreach (string room in rooms)
                for (int wait = 0; wait < 1_200 && await host.MembersAsync(room, cancellationToken).ConfigureAwait(false) > 0; wait++)
                    await Task.Delay(100, cancellationToken).ConfigureAwait(false);
        }
    }

    public string Tell() => string.Create(CultureInfo.InvariantCulture,
        $"{Joins} joins and leaves: {Stuck} keys stuck (goal 0); "
        + $"memory {MegabytesBefore:F1} MB before, {MegabytesAfter:F1} MB after (goal: 2 MB more or less)");
}
