using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>The host is killed while songs are saved, as often as <c>CASCADE_WEB_KILLS</c> says: what was acknowledged is there.</summary>
public sealed class KillTests : IClassFixture<RunningHost>
{
    private const string Variable = "CASCADE_WEB_KILLS", Password = "correct horse";
    private const int Savers = 4, Notes = 3;

    /// <param name="host">Tells whether there can be a database here at all.</param>
    public KillTests(RunningHost host) => host.RequireDatabase();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        string folder = Path.Combine(Path.GetTempPath(), "cascade-kill-" + Guid.NewGuid().ToString("N"));
        var random = new Random(1);
        var kept = new ConcurrentBag<Guid>();
        int rounds = HostProcess.Many(Variable, 2);
        try
        {
            for (int round = 0; round <= rounds; round++)
            {
                await using HostProcess host = await HostProcess.StartAsync("--Cascade:Database:Folder", folder);
                await host.UntilReadyAsync();
                string way = round == 0 ? "register" : "sign-in";
                HttpResponseMessage opened = await host.Client.PostAsJsonAsync($"/api/users/{way}?token=true",
                    new { name = "Ada", password = Password }, Cancellation);
                opened.EnsureSuccessStatusCode();
                host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
                    (await opened.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("accessToken").GetString());
                foreach (Guid id in kept)
                {
                    HttpResponseMessage found = await host.Client.GetAsync($"/api/songs/{id}", Cancellation);
                    Assert.True(found.StatusCode == HttpStatusCode.OK, $"Round {round}: {id} is gone.");
                    JsonElement song = await found.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
                    Assert.Equal(Notes, song.GetProperty("noteCount").GetInt32());
                }
                if (round == rounds)
                    break;
                // Each round is asked for its own once more; those before it once, at the end.
                if (round + 1 < rounds)
                    Keep(kept, random);
                int before = kept.Count, wait = random.Next(400);
                Task[] savers = [.. Enumerable.Range(0, Savers).Select(_ => SaveAsync(host, kept))];
                await host.UntilAsync(() => Task.FromResult(kept.Count > before));
                await Task.Delay(wait, Cancellation);
                host.Kill();
                await Task.WhenAll(savers);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{rounds} kills, {kept.Count} songs asked for at the end.");
    }

    private static async Task SaveAsync(HostProcess host, ConcurrentBag<Guid> kept)
    {
        try
        {
            while (true)
            {
                var id = Guid.CreateVersion7();
                HttpResponseMessage saved = await host.Client.PostAsJsonAsync("/api/songs", new
                {
                    id,
                    title = "Kept",
                    notes = Enumerable.Range(0, Notes).Select(i => new { key = 60 + i, start = 0.01 * i, duration = 0.01 }),
                }, Cancellation);
                if (!saved.IsSuccessStatusCode)
                    return;
                kept.Add(id);
            }
        }
        catch (HttpRequestException)
        {
            // The host is gone.
        }
    }

    // So that a hundred rounds do not ask for thousands of songs each: a sample goes on.
    private static void Keep(ConcurrentBag<Guid> kept, Random random)
    {
        const int most = 200;
        Guid[] some = [.. kept.OrderBy(_ => random.Next()).Take(most)];
        kept.Clear();
        foreach (Guid id in some)
            kept.Add(id);
    }
}
