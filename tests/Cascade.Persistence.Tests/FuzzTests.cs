using System.Globalization;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Persistence.Tests;

/// <summary>Every method with values that strangers would send: what it throws is documented. CASCADE_FUZZ_CALLS gives the number of calls;
/// some thousands if not given.</summary>
public sealed class FuzzTests(TestServer server)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "\0", "a\0b", "\uD800", "\uDC00x", "\uFFFF", "\uFEFF", "\u200B", "'; drop table cascade.songs; --", "%", "_", "\\",
        "\u202Eevil", "𝄞", "ﷺ", "İ", "ß", "e\u0301", new('x', 100), new('x', 101), new('x', 200), new('x', 201), new('x', 1001),
        new('\uFDFA', 100),
    ];

    private static readonly string[] Documents =
    [
        "{}", "[]", "null", "1", "\"\"", "{\"a\":1e131071}", "[1e-131071]", "{\"a\":\"\\u0000\"}", "[\"\\ud800\"]", "{\"\\udc00\":1}",
        "[-0.0]", "{\"a\":1,\"a\":2}", "[1e308,5e-324]", "[1e99999999999999999999]", new string('[', 64) + new string(']', 64),
        new string('[', 65) + new string(']', 65),
        "{\"a\":" + new string('[', 3000) + new string(']', 3000) + "}", "\"" + new string('x', (1 << 20) - 2) + "\"",
        "\"" + new string('x', 1 << 20) + "\"",
    ];

    [Fact]
    public async Task Every_method_throws_what_is_documented_and_nothing_else()
    {
        int calls = int.TryParse(Environment.GetEnvironmentVariable("CASCADE_FUZZ_CALLS"), CultureInfo.InvariantCulture,
            out int given) ? given : 4000;
        TestDatabase database = await server.CreateAsync();
        var outcomes = new Dictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var hostile = new Hostile(new Random(seed), database.Store);
            for (int i = 0; i < calls / 8; i++)
            {
                (string name, Func<Task> call) = hostile.Next();
                Exception? fault = await Record.ExceptionAsync(call);
                Assert.True(fault is null or StoreException or ArgumentException or MidiFormatException, $"seed {seed}, call {i}, "
                    + $"{name}: {fault}");
                Assert.False(fault is StoreUnavailableException or SchemaException || fault?.GetType() == typeof(StoreException),
                    $"seed {seed}, call {i}, {name}: {fault}");
                lock (outcomes)
                {
                    string outcome = $"{name} {fault?.GetType().Name ?? "done"}";
                    outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                }
            }
        })));
        foreach ((string outcome, int count) in outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            TestContext.Current.TestOutputHelper?.WriteLine($"{count,7} {outcome}");
        // Whatever the calls did, sums and songs are whole.
        Assert.Equal(0L, await database.ScalarAsync<long>("""
            select count(*) from cascade.songs s where event_count <> (select count(*) from cascade.note_events e where e.song_key = s.key)
            """));
        Assert.Equal(0L, await database.ScalarAsync<long>("""
            select count(*) from cascade.users u where song_count <> (select count(*) from cascade.songs s where s.user_id = u.id)
                or practice_count <> (select count(*) from cascade.practice_sessions p where p.user_id = u.id)
            """));
    }

    /// <summary>Calls with random values, of which some fit.</summary>
    private sealed class Hostile(Random random, CascadeStore store)
    {
        // Few ids for all callers, so that they meet.
        private static readonly Guid[] Ids = [Guid.Empty, .. Enumerable.Range(1, 12).Select(i => new Guid(i, 0, 0, new byte[8]))];
        private static readonly Sequence[] Pieces = [Sequence.Empty(48_000), Songs.Of(1), Songs.Of(30), Songs.Of(3, 5)];

        public (string Name, Func<Task> Call) Next()
        {
            Guid id = Pick(Ids), user = Pick(Ids);
            UserData data = store.For(user);
            string text = Text();
            int? version = random.Next(3) switch { 0 => null, 1 => random.Next(0, 5), _ => Number() };
            StoredSong song = new()
            {
                Id = id,
                Title = text,
                HasScore = false,
                SampleRate = Number(),
                Length = Number(),
                EventCount = Number(),
                NoteCount = Number(),
                Version = version ?? 1,
                CreatedAt = default,
                UpdatedAt = default,
            };
            return random.Next(24) switch
            {
                0 or 1 => ("Users.Create", () => store.Users.CreateAsync(id, text, random.Next(2) == 0 ? null : Text())),
                2 => ("Users.Find", () => store.Users.FindAsync(id)),
                3 => ("Users.FindCredentials", () => store.Users.FindCredentialsAsync(text)),
                4 => ("Users.Rename", () => store.Users.RenameAsync(id, text)),
                5 => ("Users.SetPasswordHash", () => store.Users.SetPasswordHashAsync(id, random.Next(2) == 0 ? null : text)),
                6 => ("Users.Delete", () => random.Next(8) == 0 ? store.Users.DeleteAsync(id) : Task.CompletedTask),
                7 or 8 => ("Songs.Save", () => data.Songs.SaveAsync(id, text, Music())),
                9 => ("Songs.SaveScore", () => data.Songs.SaveAsync(id, text, Score(), Number())),
                10 => ("Songs.Replace", () => data.Songs.ReplaceAsync(id, Music(), version)),
                11 => ("Songs.Rename", () => data.Songs.RenameAsync(id, text, version)),
                12 => ("Songs.Delete", () => data.Songs.DeleteAsync(id, version)),
                13 => ("Songs.Load", () => data.Songs.LoadAsync(id)),
                14 => ("Songs.LoadSequence", () => data.Songs.LoadSequenceAsync(id)),
                15 => ("Songs.StreamNotes", async () => await data.Songs.StreamNotesAsync(id).CountAsync()),
                16 => ("Songs.FindNotes", () => data.Songs.FindNotesAsync(id,
                    new NoteRange { From = Number(), Before = Number(), LowestKey = Number(), HighestKey = Number(), Limit = Number() })),
                17 => ("Songs.List", () => data.Songs.ListAsync(new SongQuery
                {
                    Search = text,
                    Limit = Number(),
                    After = random.Next(3) == 0 ? text : null
                })),
                18 => ("Songs.Import", () => data.Songs.ImportMidiAsync(id, text, new MemoryStream(Bytes()), Number())),
                19 => ("Preferences.Set", () => data.Preferences.SetAsync(Json(), version)),
                20 => ("Preferences.Find", () => data.Preferences.FindAsync()),
                21 => ("Analytics.Set", () => data.Analytics.SetAsync(song, text, Json())),
                22 => ("Practice.Record", () => data.Practice.RecordAsync(new PracticeSession
                {
                    Id = id,
                    StartedAt = Pick<DateTimeOffset>([default, DateTimeOffset.MaxValue, DateTimeOffset.UtcNow,
                        DateTimeOffset.UtcNow.AddYears(500), new(1, 1, 1, 0, 0, 0, TimeSpan.FromHours(-14))]),
                    Duration = Pick<TimeSpan>([TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromDays(7),
                        TimeSpan.FromTicks(1), TimeSpan.FromHours(1)]),
                    SongId = random.Next(2) == 0 ? null : Pick(Ids),
                    NoteCount = Number(),
                    Accuracy = Pick<double?>([null, 0, 1, double.NaN, -0.0, double.PositiveInfinity, 1.0000000000000002, double.Epsilon]),
                    Details = random.Next(2) == 0 ? null : Json(),
                })),
                _ => ("Practice.List", async () =>
                {
                    await data.Practice.ListAsync(new PracticeQuery
                    {
                        SongId = random.Next(2) == 0 ? null : id,
                        Limit = Number(),
                        After = random.Next(3) == 0 ? text : null
                    });
                    await data.Practice.DeleteAsync(id);
                    await data.Analytics.FindAsync(id, text);
                }
                ),
            };
        }

        private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

        private int Number() => random.Next(3) == 0 ? random.Next(1, 128)
            : Pick([0, 1, -1, 127, 128, 200, 201, 8000, 48_000, 192_000, 192_001, 100_000, 100_001, int.MinValue, int.MaxValue]);

        private string Text() => random.Next(3) switch
        {
            0 => Pick(Texts)!,
            1 => $"user {random.Next(20)}",
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 30))
                .Select(_ => (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x250))),
        };

        private Sequence Music()
        {
            if (random.Next(3) > 0)
                return Pick(Pieces);
            var events = new EngineEvent[random.Next(1, 20)];
            for (int i = 0; i < events.Length; i++)
                events[i] = new EngineEvent(Math.Max(0L, Number()), (EventKind)random.Next(0, 20), (byte)random.Next(0, 18),
                    (ushort)random.Next(0, 140), Pick([0f, 1f, -1f, 0.5f, float.NaN, float.PositiveInfinity, 1e30f, float.Epsilon]));
            return new Sequence(events, 48_000, Math.Max(0L, Number()));
        }

        private Song Score() => Song.FromSequence(Pick(Pieces));

        private byte[] Bytes()
        {
            byte[] file = Song.FromSequence(Pick(Pieces)).ToArray();
            for (int i = random.Next(4); i > 0; i--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            return file[..random.Next(file.Length + 1)];
        }

        private JsonElement Json() => JsonDocument.Parse(Pick(Documents), new JsonDocumentOptions { MaxDepth = 200_000 }).RootElement;
    }
}
