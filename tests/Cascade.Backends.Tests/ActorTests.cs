using System.Collections.Concurrent;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Actors;

namespace Cascade.Backends.Tests;

/// <summary>Workers that fail are made anew and lose nothing; there are as many of them as are asked for.</summary>
public sealed class ActorTests
{
    private static readonly SoundRequest s_chord = new()
    {
        Instrument = "sawtooth",
        Notes = [.. Enumerable.Range(0, 20).Select(i => new NoteRequest(40 + i, 0.5f, 0.01 * i, 0.02))],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_failures_lose_no_note()
    {
        int works = 0, failed = 0;
        await using var backend = new ActorBackend(3, null, (work, _) =>
        {
            // Every third piece of work fails, none of them three times.
            if (work.Failures < 2 && Interlocked.Increment(ref works) % 3 == 0)
            {
                Interlocked.Increment(ref failed);
                throw new InvalidOperationException("Pulled the plug.");
            }
        });
        await using var sound = new ActorBackend();
        short[] expected = (await sound.PlayAsync(s_chord, Cancellation)).Samples;
        for (int i = 0; failed < 1_000; i++)
            Assert.Equal(expected, (await backend.PlayAsync(s_chord, Cancellation)).Samples);
        Assert.Equal(0, backend.Metrics.Failures);
    }

    [Fact]
    public async Task What_fails_again_and_again_is_told_and_the_others_go_on()
    {
        await using var backend = new ActorBackend(2, null, (work, _) =>
        {
            if (work.Note.Key == 13)
                throw new InvalidOperationException("Unlucky.");
        });
        SoundRequest unlucky = s_chord with { Notes = [.. s_chord.Notes, new NoteRequest(13)] };
        Task<RenderedSound>[] good = [.. Enumerable.Range(0, 5).Select(_ => backend.PlayAsync(s_chord, Cancellation))];
        var e = await Assert.ThrowsAsync<BackendException>(() => backend.PlayAsync(unlucky, Cancellation));
        Assert.Contains("3 times at the step Frequency: Unlucky.", e.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(good), sound => Assert.NotEmpty(sound.Samples));
        Assert.Equal((5, 1), (backend.Metrics.Requests, backend.Metrics.Failures));
        Assert.True(backend.Health.IsHealthy);
    }

    [Fact]
    public async Task Workers_come_and_go_while_notes_sound()
    {
        var busy = new ConcurrentDictionary<string, bool>();
        await using var backend = new ActorBackend(1, null, (work, worker) =>
        {
            if (work.Step == Step.Waveform)
                busy[worker.Path.ToString()] = true;
        });
        await backend.PlayAsync(s_chord, Cancellation);
        Assert.Single(busy);
        backend.Workers = 8;
        await PlayUntilAsync(() => busy.Count == 8);
        backend.Workers = 1;
        await PlayUntilAsync(() => busy.Count == 1);
        Assert.Throws<InvalidRequestException>(() => backend.Workers = 0);

        // A pool grows and shrinks beside its work: the next notes, or those after them, find it so.
        async Task PlayUntilAsync(Func<bool> isSo)
        {
            short[]? first = null;
            for (int i = 0; i < 200; i++)
            {
                busy.Clear();
                short[] sound = (await backend.PlayAsync(s_chord, Cancellation)).Samples;
                Assert.Equal(first ??= sound, sound);
                if (isSo())
                    return;
            }
            Assert.Fail($"{busy.Count} workers are at work.");
        }
    }
}
