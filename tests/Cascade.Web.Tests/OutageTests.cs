using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Web.Tests;

/// <summary>PostgreSQL is stopped while <c>CASCADE_WEB_SESSIONS</c> sessions play, and started again.</summary>
public sealed class OutageTests
{
    private const string Variable = "CASCADE_WEB_SESSIONS";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_its_database_it_plays_on_says_so_and_has_it_back()
    {
        int sessions = HostProcess.Many(Variable, 3);
        bool isWhole = Environment.GetEnvironmentVariable(Variable) is not null;
        PostgresServer server = await ThrowawayServer.StartAsync(Cancellation);
        await using (server)
        {
            string database = await server.CreateDatabaseAsync("cascade", cancellationToken: Cancellation);
            await using HostProcess host = await HostProcess.StartAsync("--Cascade:Database:ConnectionString", database);
            await host.UntilReadyAsync();
            JsonElement guest = await (await host.Client.PostAsync("/api/users/guest?token=true", null, Cancellation)).Content
                .ReadFromJsonAsync<JsonElement>(Cancellation);
            host.Client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", guest.GetProperty("accessToken").GetString());
            Assert.Equal(HttpStatusCode.OK, (await SaveAsync(host)).Status);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var players = new Player[sessions];
            for (int i = 0; i < sessions; i++)
                players[i] = new Player(await host.ConnectAsync("/ws/play?instrument=piano"), 40 + i, ends.Token);
            await host.UntilAsync(() => Task.FromResult(players.All(p => p.Blocks > 100)));
            long late = await host.LiveAsync("lateBlocks");
            long[] heard = [.. players.Select(p => p.Blocks)];
            await server.StopAsync(Cancellation);
            var stopped = Stopwatch.StartNew();
            var slowest = TimeSpan.Zero;
            while (stopped.Elapsed < TimeSpan.FromSeconds(isWhole ? 10 : 1))
            {
                (HttpStatusCode status, TimeSpan time, bool saysWhen) = await SaveAsync(host);
                Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (status, saysWhen));
                slowest = time > slowest ? time : slowest;
            }
            await server.RestartAsync(Cancellation);
            var back = Stopwatch.StartNew();
            await host.UntilAsync(async () => (await SaveAsync(host)).Status == HttpStatusCode.OK);
            TimeSpan returned = back.Elapsed;
            late = await host.LiveAsync("lateBlocks") - late;
            Assert.All(players.Zip(heard), pair => Assert.True(pair.First.Blocks > pair.Second + (isWhole ? 1_900 : 50)));
            string figures = $"{sessions} sessions, {late} blocks late; 503 within {slowest.TotalSeconds:F2} s, "
                + $"back after {returned.TotalSeconds:F2} s.";
            TestContext.Current.TestOutputHelper!.WriteLine(figures);
            if (isWhole)
                Assert.True(late == 0 && slowest.TotalSeconds <= 2 && returned.TotalSeconds <= 5, figures);
            await ends.CancelAsync();
            await Task.WhenAll(players.Select(p => p.Ended));
        }
    }

    private static async Task<(HttpStatusCode Status, TimeSpan Time, bool SaysWhen)> SaveAsync(HostProcess host)
    {
        long start = Stopwatch.GetTimestamp();
        HttpResponseMessage response = await host.Client.PostAsJsonAsync("/api/songs",
            new { title = "One", notes = new[] { new { key = 60, duration = 0.01 } } }, Cancellation);
        return (response.StatusCode, Stopwatch.GetElapsedTime(start), response.Headers.RetryAfter is not null);
    }

    // Strikes a key twice a second, and counts what comes.
    private sealed class Player
    {
        private long _blocks;

        public Player(ClientWebSocket socket, int key, CancellationToken stop) => Ended = RunAsync(socket, (byte)key, stop);

        public long Blocks => Interlocked.Read(ref _blocks);

        public Task Ended { get; }

        private async Task RunAsync(ClientWebSocket socket, byte key, CancellationToken stop)
        {
            var buffer = new byte[8_192];
            try
            {
                using (socket)
                    while (true)
                    {
                        if (Blocks % 100 == 0)
                            await socket.SendAsync(new byte[] { 1, key, 90, 0, 0, 0, 0, 0 }, WebSocketMessageType.Binary, true, stop);
                        await socket.ReceiveAsync(buffer, stop);
                        Interlocked.Increment(ref _blocks);
                    }
            }
            catch (OperationCanceledException)
            {
                // Enough was played.
            }
        }
    }
}
