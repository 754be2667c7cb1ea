using System.Globalization;

namespace Cascade.Web.Figures;

/// <summary>H1: rooms full of players, each event of whom everybody else hears, in order and soon.</summary>
/// <param name="Sockets">How many are in the rooms.</param>
/// <param name="Sent">Events that were played.</param>
/// <param name="Expected">Those that were to be heard.</param>
/// <param name="Heard">Those that were.</param>
/// <param name="Lost">Those that never came.</param>
/// <param name="OutOfOrder">Those that came in a wrong place.</param>
/// <param name="Median">From the server's receiving to the reading by another, ms.</param>
/// <param name="P99">One in a hundred takes longer.</param>
/// <param name="InSecond">Events a second that came in.</param>
/// <param name="OutSecond">And went out.</param>
/// <param name="KilobytesPerSocket">Of the host's process; null where it is not one of its own.</param>
internal sealed record FullRooms(int Sockets, long Sent, long Expected, long Heard, long Lost, long OutOfOrder, double Median, double P99,
    double InSecond, double OutSecond, double? KilobytesPerSocket)
{
    /// <summary>Events of each player in a second: keys go down and up in turn.</summary>
    public const double PerSecond = 10;

    /// <summary>Runs it.</summary>
    public static async Task<FullRooms> RunAsync(
        MeasuredHost host, int rooms, int players, int listeners, double seconds, CancellationToken cancellationToken)
    {
        double? before = host.Megabytes;
        await using RoomLoad load = await RoomLoad.FillAsync(host, rooms, players, listeners, cancellationToken).ConfigureAwait(false);
        int sockets = rooms * (players + listeners);
        double? each = (host.Megabytes - before) * 1e3 / sockets;
        // Compiled code is what a running host has.
        await load.PlayAsync(PerSecond, Math.Min(2, seconds), cancellationToken).ConfigureAwait(false);
        long heard = load.Members.Sum(m => m.Heard), sent = rooms * load[0].Sum(p => (long)p.Sent);
        int[] warm = [.. load.Members.Select(m => m.DelaysHeard.Count)];
        double start = Clock.Milliseconds;
        await load.PlayAsync(PerSecond, seconds, cancellationToken).ConfigureAwait(false);
        double took = Math.Max(seconds, (Clock.Milliseconds - start) / 1_000);
        var delays = new Delays();
        foreach ((RoomPlayer member, int skip) in load.Members.Zip(warm))
            delays.AddAll(member.DelaysHeard.Skip(skip));
        long all = load.Members.Sum(m => m.Heard), played = Enumerable.Range(0, rooms).Sum(r => load[r].Sum(p => (long)p.Sent));
        return new FullRooms(sockets, played, load.Expected, all, load.Members.Sum(m => m.Lost), load.Members.Sum(m => m.OutOfOrder),
            delays.Quantile(0.5), delays.Quantile(0.99), (played - sent) / took, (all - heard) / took, each);
    }

    public string Tell(double echo) => string.Create(CultureInfo.InvariantCulture,
        $"{Sockets} sockets: {InSecond:F0} events/s in, {OutSecond:F0} out; "
        + $"{Expected - Heard} of {Expected} lost, {OutOfOrder} out of order (goal 0, 0); "
        + $"received to read elsewhere: median {Median:F2} ms, p99 {P99:F2} ms (goal 5); "
        + $"{(KilobytesPerSocket is { } k ? $"{k:F0} KB a socket (goal 48)" : "")}; "
        + $"the raw echo's ceiling: {echo:F0} messages/s up and down");
}
