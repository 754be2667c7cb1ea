using System.Globalization;
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
        HttpContext context, RenderingThread rendering, IHostApplicationLifetime lifetime, string instrument = "piano",
        double a4 = 440, string? cents = null)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem("This is for WebSocket connections.", statusCode: StatusCodes.Status426UpgradeRequired)
                .ExecuteAsync(context);
            return;
        }
        Sound sound = BackendConfiguration.FindSound(instrument)
            ?? throw new UnknownNameException("instrument", instrument, PresetLibrary.Sounds.Select(s => s.Name));
        KeyTuning tuning = TuningOf(a4, cents);
        if (rendering.Count >= RenderingThread.MostStreams)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problems.With("hostFull", StatusCodes.Status503ServiceUnavailable, "As many play as this host can.")
                .ExecuteAsync(context);
            return;
        }
        var stream = new LiveStream(sound, tuning);
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

    // The A over middle C, and how far from equal temperament each pitch class from C on lies, or each key: numbers with commas.
    private static KeyTuning TuningOf(double a4, string? cents)
    {
        const int pitches = 12;
        const double lowest = 400, highest = 480, farthest = 100, farthestOfKey = 20_000, highestFrequency = 96_000;
        if (a4 is not (>= lowest and <= highest))
            throw new InvalidRequestException("a4", a4, $"{lowest} to {highest} Hz");
        if (cents is null)
            return KeyTuning.Equal(a4);
        string[] parts = cents.Split(',');
        double most = parts.Length == KeyTuning.Keys ? farthestOfKey : farthest;
        var steps = new double[parts.Length];
        for (int i = 0; i < steps.Length; i++)
            if (parts.Length is not (pitches or KeyTuning.Keys)
                || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out steps[i])
                || Math.Abs(steps[i]) is not (>= 0 and var distance) || distance > most)
                throw new InvalidRequestException("cents", cents,
                    $"twelve numbers of -{farthest} to {farthest}, or 128 of -{farthestOfKey} to {farthestOfKey}, with commas between");
        KeyTuning equal = KeyTuning.Equal(a4);
        return KeyTuning.FromFrequencies([.. Enumerable.Range(0, KeyTuning.Keys)
            .Select(key => Math.Clamp(equal[key] * Math.Pow(2, steps[key % steps.Length] / 1_200), 1, highestFrequency))]);
    }
}
