using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cascade.Samples.Analysis;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.EmbeddedPostgres;
using Cascade.Samples.Web;
using Cascade.Samples.Web.Played;
using Cascade.Samples.Web.Routes;
using Cascade.Samples.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Cascade.Web.Tests;

/// <summary>Notes as they are played: processed by every backend, kept in groups.</summary>
public sealed class PlayedTests : IClassFixture<RunningHost>
{
    private readonly RunningHost _host;

    public PlayedTests(RunningHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    public static TheoryData<string> Backends => ["service", "pipeline", "actors", "realtime"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Every_backend_answers_with_key_and_next_notes_and_keeps_what_was_played(string backend)
    {
        using HttpClient guest = await _host.GuestAsync(), stranger = _host.Client();
        var session = Guid.NewGuid();
        int[] keys = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60];
        var key = new RunningKey();
        var predictor = new NextNotePredictor(NextNoteModel.Default);
        for (int i = 0; i < keys.Length; i++)
        {
            var body = new { session, notes = new[] { new { key = keys[i], velocity = 0.5, time = 0.5 * i } } };
            JsonElement answer = await PostAsync(guest, backend, body);
            Assert.Equal((backend, 1, "accepted"), (answer.GetProperty("backend").GetString(), answer.GetProperty("notes").GetInt32(),
                answer.GetProperty("kept").GetString()));
            // The same as the analysis itself says.
            key.Add(keys[i], 0.5 * i, 0.4);
            predictor.Key = key.Current;
            if (i > 0)
                predictor.SetLastLength(1);
            predictor.Learn(keys[i]);
            Assert.Equal(key.Current.ToString(), answer.GetProperty("key").GetString());
            float[] expected = [.. predictor.Probabilities.ToArray().OrderDescending().Take(8)];
            Assert.Equal(expected, answer.GetProperty("likeliest").EnumerateArray().Select(l => l.GetProperty("probability").GetSingle()));
            Assert.Equal(PitchName.OfKey(answer.GetProperty("likeliest")[0].GetProperty("key").GetInt32()),
                answer.GetProperty("likeliest")[0].GetProperty("name").GetString());
            Assert.True(answer.GetProperty("milliseconds").GetProperty("total").GetDouble() > 0);
            // The same session of somebody else is another, and nothing of it is kept.
            Assert.Equal("no", (await PostAsync(stranger, backend, body)).GetProperty("kept").GetString());
        }
        JsonElement[] kept = await KeptAsync(guest, session, keys.Length);
        Assert.Equal(keys.Select((k, i) => (k, 0.5f, 0.5 * i)), kept.Select(note =>
            (note.GetProperty("key").GetInt32(), note.GetProperty("velocity").GetSingle(), note.GetProperty("time").GetDouble())));
        JsonElement metrics = await guest.GetFromJsonAsync<JsonElement>($"/api/backends/{backend}/metrics", Cancellation);
        Assert.True(metrics.GetProperty("processed").GetInt32() >= 2 * keys.Length);
        Assert.True(metrics.GetProperty("processedP99").GetProperty("total").GetDouble() > 0);
    }

    [Fact]
    public async Task Notes_of_many_are_committed_together_and_nobody_reaches_anothers()
    {
        using HttpClient one = await _host.GuestAsync(), other = await _host.GuestAsync();
        var session = Guid.NewGuid();
        (long notesBefore, long groupsBefore) = _host.Service<NoteLog>().Kept;
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => PostAsync(i % 2 == 0 ? one : other, "pipeline",
            new { session, notes = new[] { new { key = i % 2 == 0 ? 60 : 72 } } })));
        Assert.All(await KeptAsync(one, session, 150), note => Assert.Equal(60, note.GetProperty("key").GetInt32()));
        Assert.All(await KeptAsync(other, session, 150), note => Assert.Equal(72, note.GetProperty("key").GetInt32()));
        (long notes, long groups) = _host.Service<NoteLog>().Kept;
        Assert.Equal(300, notes - notesBefore);
        Assert.InRange(groups - groupsBefore, 1, 150);

        JsonElement listed = Assert.Single((await one.GetFromJsonAsync<JsonElement>("/api/played", Cancellation)).EnumerateArray());
        Assert.Equal((session, 150), (listed.GetProperty("id").GetGuid(), listed.GetProperty("noteCount").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, (await one.DeleteAsync($"/api/played/{session}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await one.DeleteAsync($"/api/played/{session}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await one.GetAsync($"/api/played/{session}", Cancellation)).StatusCode);
        Assert.Equal(150, (await KeptAsync(other, session, 150)).Length);
    }

    [Theory]
    [InlineData("{\"notes\":[{\"key\":60}]}", "session")]
    [InlineData("{\"session\":\"00000000-0000-0000-0000-000000000000\",\"notes\":[{\"key\":60}]}", "session")]
    [InlineData("{\"session\":\"$\"}", "notes")]
    [InlineData("{\"session\":\"$\",\"notes\":[]}", "notes")]
    [InlineData("{\"session\":\"$\",\"notes\":[null]}", "notes[0]")]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60},{\"key\":128}]}", "notes[1].key")]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60,\"velocity\":0}]}", "notes[0].velocity")]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60,\"time\":-1}]}", "notes[0].time")]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60,\"time\":1e300}]}", "notes[0].time")]
    public async Task What_is_wrong_is_refused_by_every_backend_with_its_field(string body, string field)
    {
        using HttpClient client = _host.Client();
        foreach (string backend in Backends)
        {
            HttpResponseMessage response = await client.PostAsync($"/api/backends/{backend}/played", new StringContent(
                body.Replace("$", Guid.NewGuid().ToString(), StringComparison.Ordinal), Encoding.UTF8, "application/json"), Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(field,
                (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("field").GetString());
        }
    }

    [Theory]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60}]}", "application/json", HttpStatusCode.OK)]
    [InlineData("{\"Session\":\"$\",\"notes\":[{\"KEY\":\"60\"}]} ", "application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60}]}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60,\"pitch\":1}]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":60}]}{}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"session\":\"$\",\"notes\":[{\"key\":6", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    public async Task A_body_is_read_whatever_pieces_it_comes_in_and_answered_in_one(string text, string type, HttpStatusCode status)
    {
        using HttpClient client = _host.Client();
        byte[] body = Encoding.UTF8.GetBytes(text.Replace("$", Guid.NewGuid().ToString(), StringComparison.Ordinal));
        foreach (HttpContent content in (HttpContent[])[new ByteArrayContent(body), new StreamContent(new PieceByPiece(body))])
        {
            content.Headers.Add("Content-Type", type);
            HttpResponseMessage response = await client.PostAsync("/api/backends/service/played", content, Cancellation);
            Assert.Equal(status, response.StatusCode);
            if (status == HttpStatusCode.OK)
                Assert.Equal((await response.Content.ReadAsByteArrayAsync(Cancellation)).Length, response.Content.Headers.ContentLength);
        }
    }

    [Fact]
    public async Task What_was_accepted_is_written_before_the_host_ends()
    {
        string folder = Path.Combine(Path.GetTempPath(), "cascade-played-" + Guid.NewGuid().ToString("N"));
        string[] settings = ["--urls", "http://127.0.0.1:0", "--Cascade:Database:Folder", folder, "--Logging:LogLevel:Default", "Error"];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            using var visitor = new HttpClient(new SocketsHttpHandler { UseCookies = false });
            var session = Guid.NewGuid();
            await using (WebApplication first = WebHost.Build(settings))
            {
                await first.StartAsync(patience.Token);
                HttpResponseMessage? guest = null;
                while (guest is not { StatusCode: HttpStatusCode.OK })
                {
                    await Task.Delay(50, patience.Token);
                    guest = await visitor.PostAsync(first.Urls.First() + "/api/users/guest", null, patience.Token);
                }
                visitor.DefaultRequestHeaders.Add("Cookie", guest.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
                for (int i = 0; i < 20; i++)
                    (await visitor.PostAsJsonAsync(first.Urls.First() + "/api/backends/actors/played",
                        new { session, notes = new[] { new { key = 40 + i } } }, patience.Token)).EnsureSuccessStatusCode();
                await first.StopAsync(patience.Token);
            }
            await using WebApplication second = WebHost.Build(settings);
            await second.StartAsync(patience.Token);
            HttpResponseMessage kept;
            do
            {
                await Task.Delay(50, patience.Token);
                kept = await visitor.GetAsync($"{second.Urls.First()}/api/played/{session}", patience.Token);
            }
            while (kept.StatusCode == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(20, (await kept.Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetArrayLength());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_made_of_a_note_allocates_no_more_than_3500_bytes()
    {
        await using var backend = new ServiceBackend();
        var session = new PlayedSession();
        PlayedNote[] notes = [new PlayedNote(60, Time: 1.5)];
        // On one thread from end to end: nobody else is at the backend.
        long Bytes(int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
            {
                var work = new PlayedWork(notes, session, "order", _ => Keeping.Accepted);
                Task<Breakdown> taken = backend.ProcessAsync(work, Cancellation);
                Assert.True(taken.IsCompletedSuccessfully);
                var answer = new PlayedModel("service", 1, "accepted", work.Key, work.Confidence, work.Likeliest,
                    PlayedTimes.Of(taken.Result));
                Assert.True(JsonSerializer.SerializeToUtf8Bytes(answer, PlayedJson.Default.PlayedModel).Length > 300);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes(100);
        Assert.InRange(Bytes(1_000), 0, 3_500 * 1_000);
    }

    [Fact]
    public async Task Notes_that_were_kept_one_a_row_are_still_there_in_their_order()
    {
        PostgresServer server = await ThrowawayServer.StartAsync(Cancellation);
        await using (server)
        {
            await using var owner = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("cascade", cancellationToken: Cancellation));
            await using (NpgsqlCommand before = owner.CreateCommand("""
                create role cascade_app; create schema cascade; create schema cascade_web; create table cascade.users (id uuid primary key);
                create function cascade.current_user_id() returns uuid language sql as $$ select null::uuid $$;
                insert into cascade.users values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
                create table cascade_web.played_notes (user_id uuid not null references cascade.users on delete cascade,
                    session uuid not null, ordinal bigint generated always as identity, key smallint not null, velocity real not null,
                    time double precision not null, played_at timestamptz not null, primary key (user_id, session, ordinal));
                insert into cascade_web.played_notes (user_id, session, key, velocity, time, played_at)
                select ('00000000-0000-0000-0000-00000000000' || 1 + i % 2)::uuid,
                    ('00000000-0000-0000-0000-00000000000' || 3 + i / 2 % 2)::uuid, i / 4 % 128, 0.5, i,
                    '2026-01-01 00:00:59Z'::timestamptz + i * interval '10 ms' from generate_series(0, 999) i
                """))
                await before.ExecuteNonQueryAsync(Cancellation);
            await HostSchema.MigrateAsync(owner, Cancellation);
            await HostSchema.MigrateAsync(owner, Cancellation);
            await using NpgsqlCommand after = owner.CreateCommand("""
                select string_agg(key || ' ' || velocity || ' ' || time, ',' order by ordinal, place), count(distinct ordinal)
                from cascade_web.played, unnest(keys, velocities, times) with ordinality as note (key, velocity, time, place)
                group by user_id, session order by user_id, session
                """);
            await using NpgsqlDataReader rows = await after.ExecuteReaderAsync(Cancellation);
            foreach (int first in (int[])[0, 2, 1, 3])
            {
                Assert.True(await rows.ReadAsync(Cancellation));
                Assert.Equal(string.Join(',', Enumerable.Range(0, 250).Select(i => $"{i % 128} 0.5 {4 * i + first}")), rows.GetString(0));
                Assert.Equal(2, rows.GetInt64(1));
            }
            Assert.False(await rows.ReadAsync(Cancellation));
        }
    }

    [Fact]
    public void The_sessions_that_were_silent_longest_begin_anew()
    {
        var sessions = new PlayedSessions();
        Guid user = Guid.NewGuid(), id = Guid.NewGuid();
        PlayedSession mine = sessions.Find(user, id);
        Assert.NotSame(mine, sessions.Find(null, id));
        for (int i = 0; i < PlayedSessions.Most; i++)
        {
            sessions.Find(user, Guid.NewGuid());
            Assert.Same(mine, sessions.Find(user, id));
        }
        for (int i = 0; i < PlayedSessions.Most; i++)
            sessions.Find(user, Guid.NewGuid());
        Assert.NotSame(mine, sessions.Find(user, id));
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string backend, object body)
    {
        HttpResponseMessage response = await client.PostAsJsonAsync($"/api/backends/{backend}/played", body, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    // What was accepted is there within a moment; how long that is says the machine.
    private static async Task<JsonElement[]> KeptAsync(HttpClient client, Guid session, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            HttpResponseMessage response = await client.GetAsync($"/api/played/{session}", patience.Token);
            if (response.IsSuccessStatusCode)
            {
                JsonElement[] notes = [.. (await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token)).EnumerateArray()];
                if (notes.Length >= count)
                    return notes;
            }
            await Task.Delay(10, patience.Token);
        }
    }

    // Its length is not known before it ends, and what is read of it ends anywhere.
    private sealed class PieceByPiece(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
