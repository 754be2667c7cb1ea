using System.Net.WebSockets;
using System.Security.Claims;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Rooms;

namespace Cascade.Samples.Web.Routes;

/// <summary>Rooms in which people play together.</summary>
internal static class RoomRoutes
{
    // Whoever is further behind than that is cut off, within 5 s: pings travel behind what was sent before them. A busy host is late to
    // read the answers, so the more of it is patience and the less waiting between pings, the fewer are cut off for its own fault.
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromMilliseconds(750), s_pingTimeout = TimeSpan.FromSeconds(4);

    public static void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        RouteGroupBuilder rooms = api.MapGroup("/rooms").WithTags("Rooms");
        rooms.MapPost("/", Open).Produces<OpenedRoom>()
            .WithSummary("Opens a room to play together; with the key of one that was there before, the same room.");
        rooms.MapGet("/{id}", (string id, RoomSet all) => Find(all, id).Summary)
            .WithSummary("What a room is called, how many are in it, and whether it is open.");
        api.MapPost("/socket-ticket", Ticket).RequireAuthorization().WithTags("Rooms").Produces<SocketTicket>()
            .WithSummary("A ticket that opens one socket within 30 s, for whoever has a bearer token.");
        app.Map("/ws/room/{id}", PlayAsync).ExcludeFromDescription();
    }

    private static IResult Open(RoomSet rooms, RoomOpening opening)
    {
        if (opening.OwnerKey is { } known && !RoomKey.IsOne(known))
            throw new InvalidRequestException("ownerKey", $"{known.Length} characters", "a key that this host has made");
        if (opening.Passphrase?.Length > Room.LongestPassphrase)
            throw new InvalidRequestException(
                "passphrase", $"{opening.Passphrase.Length} characters", $"at most {Room.LongestPassphrase} characters");
        string key = opening.OwnerKey ?? RoomKey.Create();
        return rooms.Open(key, opening.Name, opening.Passphrase) is { } room ? TypedResults.Ok(new OpenedRoom(room.Id, key))
            : new TryLater("As many rooms are open as this host has.");
    }

    private static Room Find(RoomSet rooms, string id) =>
        rooms.Find(id) ?? throw new Persistence.NotFoundException("There is no such room.");

    private static IResult Ticket(ClaimsPrincipal user, SocketTickets tickets) => tickets.Issue(user) is { } ticket
        ? TypedResults.Ok(new SocketTicket(ticket, SocketTickets.Seconds)) : new TryLater("Too many tickets are out.");

    private static async Task PlayAsync(string id, HttpContext context, RoomSet rooms, SocketTickets tickets,
        IHostApplicationLifetime lifetime, string? ticket = null)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem("This is for WebSocket connections.", statusCode: StatusCodes.Status426UpgradeRequired)
                .ExecuteAsync(context);
            return;
        }
        Room room = Find(rooms, id);
        ClaimsPrincipal user = context.User;
        if (ticket is not null)
        {
            if (tickets.Redeem(ticket) is not { } known)
            {
                await TypedResults.Problem("The ticket was used, or is too old.", statusCode: StatusCodes.Status401Unauthorized)
                    .ExecuteAsync(context);
                return;
            }
            user = known;
        }
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { KeepAliveInterval = s_pingInterval, KeepAliveTimeout = s_pingTimeout });
        await new RoomSession(socket, room, UserRoutes.HasAccount(user)).RunAsync(context.RequestAborted, lifetime.ApplicationStopping);
    }

    private sealed class TryLater(string reason) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = "10";
            return Problems.With("hostFull", StatusCodes.Status503ServiceUnavailable, reason).ExecuteAsync(httpContext);
        }
    }
}

/// <summary>A room to open: its name and passphrase, if it has any; and the key of one that was there before.</summary>
internal sealed record RoomOpening(string? Name, string? Passphrase, string? OwnerKey);

/// <summary>A room's id, which is its link, and the key of whoever may rule it.</summary>
internal sealed record OpenedRoom(string Id, string OwnerKey);

/// <summary>A ticket for one socket, and how long it holds.</summary>
internal sealed record SocketTicket(string Ticket, int Seconds);
