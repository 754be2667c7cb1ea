using System.Collections.Concurrent;
using System.Security.Claims;
using Cascade.Samples.Web.Live;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Tickets that stand for whoever asked for them, once, at a socket: a bearer token does not belong into an address.</summary>
internal sealed class SocketTickets
{
    public const int Seconds = 30;

    private const int MostTickets = 10_000;

    private readonly ConcurrentDictionary<string, (ClaimsPrincipal User, double Until)> _tickets = new();

    /// <summary>Makes a ticket.</summary>
    /// <returns>Null if there are too many.</returns>
    public string? Issue(ClaimsPrincipal user)
    {
        double now = LiveClock.Milliseconds;
        foreach ((string old, (_, double until)) in _tickets)
            if (until < now)
                _tickets.TryRemove(old, out _);
        if (_tickets.Count >= MostTickets)
            return null;
        string ticket = RoomKey.Create();
        _tickets[ticket] = (user, now + 1_000 * Seconds);
        return ticket;
    }

    /// <summary>Whoever a ticket stands for; null if it was used, is too old or was never made.</summary>
    public ClaimsPrincipal? Redeem(string ticket) =>
        _tickets.TryRemove(ticket, out (ClaimsPrincipal User, double Until) entry) && entry.Until >= LiveClock.Milliseconds
            ? entry.User : null;
}
