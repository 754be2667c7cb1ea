using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cascade.Web.Figures;

/// <summary>The least that a server of sockets can do, by the same framework: what comes is sent back. The ceiling of all that a host
/// does with messages.</summary>
internal static class EchoServer
{
    private const int NoteLength = 8, EventLength = 16;

    /// <summary>Starts one.</summary>
    public static async Task<WebApplication> StartAsync(string address, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Response.WriteAsync("echo", context.RequestAborted).ConfigureAwait(false);
                return;
            }
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            await EchoAsync(socket, context.RequestAborted).ConfigureAwait(false);
        });
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        return app;
    }

    /// <summary>Measures one: messages as long as notes go up, as long as events come down, on so many sockets at once.</summary>
    /// <returns>Messages a second, up and as many down.</returns>
    public static async Task<double> MeasureAsync(Uri address, int sockets, double seconds, CancellationToken cancellationToken)
    {
        var open = new List<ClientWebSocket>();
        try
        {
            for (int i = 0; i < sockets; i++)
            {
                var socket = new ClientWebSocket();
                open.Add(socket);
                await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, cancellationToken).ConfigureAwait(false);
            }
            long count = 0;
            double start = Clock.Milliseconds, end = start + 1_000 * seconds;
            await Task.WhenAll(open.Select(async socket =>
            {
                byte[] up = new byte[NoteLength], down = new byte[EventLength];
                while (Clock.Milliseconds < end)
                {
                    await socket.SendAsync(up.AsMemory(), WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
                    await socket.ReceiveAsync(down.AsMemory(), cancellationToken).ConfigureAwait(false);
                    Interlocked.Increment(ref count);
                }
            })).ConfigureAwait(false);
            return count / ((Clock.Milliseconds - start) / 1_000);
        }
        finally
        {
            foreach (ClientWebSocket socket in open)
            {
                socket.Abort();
                socket.Dispose();
            }
        }
    }

    private static async Task EchoAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        byte[] message = new byte[EventLength];
        try
        {
            while ((await socket.ReceiveAsync(message.AsMemory(), cancellationToken).ConfigureAwait(false)).MessageType
                == WebSocketMessageType.Binary)
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The other side is gone.
        }
    }
}
