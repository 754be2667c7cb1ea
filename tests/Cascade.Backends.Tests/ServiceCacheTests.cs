using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;

namespace Cascade.Backends.Tests;

/// <summary>What was asked for before is not made again, and the log tells which was which.</summary>
public sealed class ServiceCacheTests
{
    private static readonly SoundRequest s_note = new() { Instrument = "sine", Notes = [new NoteRequest(60, 0.5f, 0, 1)] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_is_found_and_anything_else_is_made()
    {
        await using var backend = new ServiceBackend(cacheMegabytes: 4);
        RenderedSound made = await backend.PlayAsync(s_note, Cancellation);
        Assert.Equal(["asked", "made", "kept", "answered"], Since(0));
        long seen = backend.Events.After(0)[^1].Number;
        Assert.Same(made.Samples, (await backend.PlayAsync(s_note with { Notes = [.. s_note.Notes] }, Cancellation)).Samples);
        Assert.Equal(["asked", "found", "answered"], Since(seen));
        foreach (SoundRequest other in new[]
        {
            s_note with { Instrument = "square" }, s_note with { Notes = [new NoteRequest(60, 0.5f, 0, 1.001)] },
            s_note with { Notes = [new NoteRequest(61, 0.5f, 0, 1)] }, s_note with { Notes = [new NoteRequest(60, 0.51f, 0, 1)] },
        })
            Assert.NotEqual(made.Samples, (await backend.PlayAsync(other, Cancellation)).Samples);
        seen = backend.Events.After(0)[^1].Number;
        RenderedSound fresh = await backend.PlayAsync(s_note with { Fresh = true }, Cancellation);
        Assert.Equal(["asked", "made", "answered"], Since(seen));
        Assert.NotSame(made.Samples, fresh.Samples);
        Assert.Equal(made.Samples, fresh.Samples);
        // A request that names no instrument is the configuration's.
        backend.Configure(c => c with { Volume = -20, Instrument = "sine" });
        RenderedSound quiet = await backend.PlayAsync(s_note with { Instrument = null }, Cancellation);
        Assert.Equal(Math.Pow(10, -14 / 20.0), (double)quiet.Samples.Max() / made.Samples.Max(), 0.001);
        Assert.Same(quiet.Samples, (await backend.PlayAsync(s_note, Cancellation)).Samples);

        IEnumerable<string> Since(long number) => backend.Events.After(number).Select(e => e.What);
    }

    // A second of a waveform and its release are 250 KB.
    [Fact]
    public async Task So_much_is_kept_and_what_was_asked_for_longest_ago_goes()
    {
        await using var backend = new ServiceBackend(cacheMegabytes: 1);
        for (int key = 60; key < 64; key++)
            await backend.PlayAsync(Of(key), Cancellation);
        long seen = backend.Events.After(0)[^1].Number;
        await backend.PlayAsync(Of(60), Cancellation);
        await backend.PlayAsync(Of(64), Cancellation);
        await backend.PlayAsync(Of(60), Cancellation);
        await backend.PlayAsync(Of(61), Cancellation);
        Assert.Equal(["found", "made", "found", "made"],
            backend.Events.After(seen).Select(e => e.What).Where(what => what is "found" or "made"));
        await backend.PlayAsync(s_note with { Notes = [new NoteRequest(60, 0.5f, 0, 8)] }, Cancellation);
        await backend.PlayAsync(Of(60), Cancellation);
        Assert.Equal("found", backend.Events.After(0)[^2].What);

        static SoundRequest Of(int key) => s_note with { Notes = [new NoteRequest(key, 0.5f, 0, 1)] };
    }

    [Fact]
    public async Task The_log_has_the_last_thousand_in_their_order_and_tells_failures()
    {
        await using var backend = new ServiceBackend(() => new Uri("http://127.0.0.1:1"));
        for (int i = 0; i < 600; i++)
            await Assert.ThrowsAsync<BackendException>(() => backend.PlayAsync(s_note, Cancellation));
        IReadOnlyList<ServiceEvent> events = backend.Events.After(0);
        Assert.Equal(Enumerable.Range(201, 1_000).Select(i => (long)i), events.Select(e => e.Number));
        Assert.Equal((600, "failed"), (events[^1].Request, events[^1].What));
        Assert.Empty(backend.Events.After(1_200));
        Assert.Equal([1_200L], backend.Events.After(1_199).Select(e => e.Number));
    }
}
