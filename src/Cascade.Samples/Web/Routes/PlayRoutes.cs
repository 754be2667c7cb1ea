using System.Net.WebSockets;
using Cascade.Dsp;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Live;
using Cascade.Samples.Web.Rooms;

namespace Cascade.Samples.Web.Routes;

/// <summary>Live sound over a socket.</summary>
internal static class PlayRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.Map("/ws/play", PlayAsync).ExcludeFromDescription();
        app.MapGet("/api/live", (RenderingThread rendering, RoomSet rooms) =>
            new { Streams = rendering.Count, rendering.LateBlocks, RenderingThread.MostStreams, Rooms = rooms.Count, RoomSet.MostRooms })
            .WithTags("Live").WithSummary("How many play over sockets (/ws/play), how many blocks were late, how many rooms are open.");
    }

    private static async Task PlayAsync(
        HttpContext context, RenderingThread rendering, IHostApplicationLifetime lifetime, string instrument = "piano")
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem("This is for WebSocket connections.", statusCode: StatusCodes.Status426UpgradeRequired)
                .ExecuteAsync(context);
            return;
        }
        Sound sound = BackendConfiguration.FindSound(instrument)
            ?? throw new UnknownNameException("instrument", instrument, PresetLibrary.Sounds.Select(s => s.Name));
        if (rendering.Count >= RenderingThread.MostStreams)
        {
            context.Response.Headers.RetryAfter = "10";
            await TypedResults.Problem("As many play as this host can.", statusCode: StatusCodes.Status503ServiceUnavailable)
                .ExecuteAsync(context);
            return;
        }
        var stream = new LiveStream(sound);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        if (!rendering.TryAdd(stream))
        {
            await socket.CloseAsync((WebSocketCloseStatus)1013, "As many play as this host can.", context.RequestAborted);
            return;
        }
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            using var session = new PlaySession(socket, stream, rendering);
            await session.RunAsync(ends.Token);
        }
        finally
        {
            rendering.Remove(stream);
        }
    }
}
