using System.Globalization;

namespace Cascade.Web.Figures;

/// <summary>H3: whoever comes into a full room in which keys are held has the whole of it.</summary>
/// <param name="Joins">How often somebody came.</param>
/// <param name="Wrong">How often the picture was not that of the others.</param>
/// <param name="Median">From asking for the connection to the whole state, ms.</param>
/// <param name="Longest">The longest of them.</param>
internal sealed record LateJoiners(int Joins, int Wrong, double Median, double Longest)
{
    private const int HeldEach = 4, LowestKey = 21;

    /// <summary>Runs it.</summary>
    public static async Task<LateJoiners> RunAsync(
        MeasuredHost host, int players, int listeners, int joins, CancellationToken cancellationToken)
    {
        await using RoomLoad load = await RoomLoad.FillAsync(host, 1, players, listeners, cancellationToken).ConfigureAwait(false);
        // By its numbers each plays a key down and up; an odd count leaves the last one held.
        var held = new HashSet<(int Player, int Key)>();
        for (int i = 0; i < players; i++)
        {
            RoomPlayer player = load[0][i];
            int events = 2 * (i % HeldEach) + 1;
            for (int n = 0; n < events; n++)
                await player.PlayAsync(null, cancellationToken).ConfigureAwait(false);
            held.Add((player.Id, LowestKey + events / 2));
        }
        for (int wait = 0; wait < 1_200 && load.Members.Sum(m => m.Heard) < load.Expected; wait++)
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        var times = new Delays();
        int wrong = 0;
        for (int i = 0; i < joins; i++)
        {
            double start = Clock.Milliseconds;
            RoomPlayer late = await RoomPlayer.JoinAsync(host.Address, load.Rooms[0], "listener", cancellationToken).ConfigureAwait(false);
            times.Add(Clock.Milliseconds - start);
            bool isSame = late.Welcome.GetProperty("sounding").EnumerateArray()
                .Select(entry => (entry[0].GetInt32(), entry[1].GetInt32())).ToHashSet().SetEquals(held)
                && late.Welcome.GetProperty("members").GetArrayLength() == players + listeners + 1;
            wrong += isSame ? 0 : 1;
            await late.LeaveAsync(true, cancellationToken).ConfigureAwait(false);
            for (int wait = 0; wait < 1_200 && await host.MembersAsync(load.Rooms[0], cancellationToken).ConfigureAwait(false)
                > players + listeners; wait++)
                await Task.Delay(5, cancellationToken).ConfigureAwait(false);
        }
        return new LateJoiners(joins, wrong, times.Quantile(0.5), times.Quantile(1));
    }

    public string Tell() => string.Create(CultureInfo.InvariantCulture,
        $"{Joins} late joiners: {Wrong} with another picture than the others (goal 0); "
        + $"the whole state after {Median:F1} ms, at most {Longest:F1} ms (goal 100)");
}
