using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;

namespace Cascade.Backends.Tests;

/// <summary>What every backend does: the same samples, errors, cancellation and configuration.</summary>
public abstract class BackendConformance(Func<IBackend> make)
{
    private const int Rate = 48_000;

    // A thousand in the whole run; a sample else.
    private static readonly int s_cancellations =
        int.TryParse(Environment.GetEnvironmentVariable("CASCADE_BACKEND_CANCELLATIONS"), out int many) ? many : 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Velocity 0.5 is a quarter of full level; 0.7 of it is held, and the volume takes 6 dB. The rest is the sine itself.
    [Fact]
    public async Task A_sine_is_a_sine_under_its_envelope()
    {
        await using IBackend backend = make();
        RenderedSound sound = await backend.PlayAsync(Of("sine", new NoteRequest(69, 0.5f, 0.25, 1)), Cancellation);
        Assert.Equal((int)(1.25 * Rate) + (int)(0.3f * Rate) + 1, sound.Frames);
        double level = 32_768 * 0.25 * 0.7 * Math.Pow(10, -6 / 20.0);
        for (int n = (int)(0.8 * Rate); n < (int)(1.2 * Rate); n++)
        {
            double expected = level * Math.Sin(2 * Math.PI * 440 * (n + 1 - Rate / 4) / Rate);
            Assert.InRange(sound.Samples[2 * n] - expected, -2, 2);
            Assert.Equal(sound.Samples[2 * n], sound.Samples[2 * n + 1]);
        }
        Assert.All(sound.Samples[..(Rate / 2)], sample => Assert.Equal(0, sample));
        Assert.Equal(0, sound.Samples[^1]);
        Assert.True(sound.Breakdown.Total >= sound.Breakdown.Synthesis && sound.Breakdown.Synthesis > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("sine")]
    [InlineData("square")]
    [InlineData("sawtooth")]
    [InlineData("triangle")]
    [InlineData("piano")]
    [InlineData("organ")]
    [InlineData("piano and strings")]
    public async Task All_backends_give_the_same_samples(string instrument)
    {
        await using IBackend backend = make();
        await using var reference = new ServiceBackend();
        var random = new Random(3);
        SoundRequest[] requests =
        [
            Of(instrument, new NoteRequest(60)), Of(instrument, new NoteRequest(48), new NoteRequest(55), new NoteRequest(64, 0.3f)),
            Of(instrument, [.. Enumerable.Range(0, 40).Select(_ =>
                new NoteRequest(random.Next(128), 0.05f + 0.95f * random.NextSingle(), 2 * random.NextDouble(),
                    0.001 + random.NextDouble()))]),
        ];
        foreach (SoundRequest request in requests)
        {
            short[] expected = (await reference.PlayAsync(request, Cancellation)).Samples;
            Assert.Contains(expected, sample => Math.Abs((int)sample) > 300);
            Assert.Equal(expected, (await backend.PlayAsync(request, Cancellation)).Samples);
        }
        // Side by side too, and with engines that have played before.
        RenderedSound[] again = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => backend.PlayAsync(requests[i % 3], Cancellation)));
        for (int i = 0; i < again.Length; i++)
            Assert.Equal((await reference.PlayAsync(requests[i % 3], Cancellation)).Samples, again[i].Samples);
    }

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task Wrong_requests_are_refused_with_the_field(SoundRequest request, string field)
    {
        await using IBackend backend = make();
        var e = await Assert.ThrowsAsync<InvalidRequestException>(() => backend.PlayAsync(request, Cancellation));
        Assert.Equal(field, e.Field);
        Assert.Equal((0, 0), (backend.Metrics.Requests, backend.Metrics.Failures));
    }

    public static TheoryData<SoundRequest, string> WrongRequests => new()
    {
        { new SoundRequest(), "notes" },
        { new SoundRequest { Notes = null! }, "notes" },
        { new SoundRequest { Notes = [.. Enumerable.Repeat(new NoteRequest(60), SoundRequest.MostNotes + 1)] }, "notes" },
        { new SoundRequest { Notes = [new NoteRequest(60), null!] }, "notes[1]" },
        { Of("sine", new NoteRequest(-1)), "notes[0].key" },
        { Of("sine", new NoteRequest(60), new NoteRequest(128)), "notes[1].key" },
        { Of("sine", new NoteRequest(60, 0)), "notes[0].velocity" },
        { Of("sine", new NoteRequest(60, float.NaN)), "notes[0].velocity" },
        { Of("sine", new NoteRequest(60, 0.5f, -0.1)), "notes[0].start" },
        { Of("sine", new NoteRequest(60, 0.5f, double.PositiveInfinity)), "notes[0].start" },
        { Of("sine", new NoteRequest(60, 0.5f, 600, 1)), "notes[0].start" },
        { Of("sine", new NoteRequest(60, 0.5f, 0, double.NaN)), "notes[0].duration" },
        { Of("sine", new NoteRequest(60, 0.5f, 0, 61)), "notes[0].duration" },
        { Of("theremin", new NoteRequest(60)), "instrument" },
        { Of("sine", [.. Enumerable.Repeat(new NoteRequest(60, 0.5f, 0, 60), 10)]), "notes" },
    };

    [Fact]
    public async Task A_configuration_holds_as_a_whole_or_not_at_all()
    {
        await using IBackend backend = make();
        BackendConfiguration before = backend.Configuration;
        Assert.Equal("envelope.sustain", Assert.Throws<InvalidRequestException>(() =>
            backend.Configure(c => c with { Volume = -20, Envelope = c.Envelope with { Sustain = 2 } })).Field);
        Assert.Equal("effects[1]",
            Assert.Throws<InvalidRequestException>(() => backend.Configure(c => c with { Effects = ["limiter", "fuzz"] })).Field);
        Assert.Equal(before, backend.Configuration);
        RenderedSound usual = await backend.PlayAsync(Of("sine", new NoteRequest(60)), Cancellation);
        backend.Configure(c => c with { Volume = c.Volume - 20, SampleRate = 24_000, Instrument = "sine" });
        RenderedSound quiet = await backend.PlayAsync(Of(null, new NoteRequest(60)), Cancellation);
        Assert.Equal(0.1, (double)quiet.Samples.Max() / usual.Samples.Max(), 0.001);
        Assert.Equal(24_000, quiet.SampleRate);
        Assert.Equal(usual.Duration.TotalSeconds, quiet.Duration.TotalSeconds, 1e-4);
        // Many at once: none is lost.
        backend.Configure(c => c with { Volume = -60 });
        await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(_ => Task.Run(() => backend.Configure(c => c with { Volume = c.Volume + 1 }), Cancellation)));
        Assert.Equal(-20, backend.Configuration.Volume);
    }

    [Fact]
    public async Task A_configuration_changes_what_an_engine_plays()
    {
        await using IBackend backend = make();
        SoundRequest note = Of("grand", new NoteRequest(60, 0.5f, 0, 0.2));
        RenderedSound usual = await backend.PlayAsync(note, Cancellation);
        backend.Configure(c => c with { Effects = [] });
        RenderedSound dry = await backend.PlayAsync(note, Cancellation);
        Assert.NotEqual(usual.Samples, dry.Samples);
        Assert.True(dry.Frames < usual.Frames);
        backend.Configure(c => c with { Volume = c.Volume - 20 });
        Assert.Equal(0.1, (double)(await backend.PlayAsync(note, Cancellation)).Samples.Max() / dry.Samples.Max(), 0.01);
    }

    [Fact]
    public async Task What_is_cancelled_ends_and_leaves_nothing_behind()
    {
        await using IBackend backend = make();
        var random = new Random(1);
        SoundRequest[] requests =
            [Of("sawtooth", [.. Enumerable.Range(0, 100).Select(i => new NoteRequest(30 + i % 60, 0.5f, 0.01 * i, 2))]),
            Of("piano", new NoteRequest(60, 0.5f, 0, 3))];
        int cancelled = 0;
        for (int i = 0; i < s_cancellations; i++)
        {
            using var source = new CancellationTokenSource();
            Task<RenderedSound> task = backend.PlayAsync(requests[i % 2], source.Token);
            await Task.Delay(random.Next(10), Cancellation);
            await source.CancelAsync();
            try
            {
                await task;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
        }
        Assert.InRange(cancelled, 1, s_cancellations);
        Assert.Equal((0, cancelled, 0), (backend.Metrics.Running, backend.Metrics.Cancellations, backend.Metrics.Failures));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.PlayAsync(requests[0], new CancellationToken(true)));
        await using var reference = new ServiceBackend();
        Assert.Equal((await reference.PlayAsync(requests[1], Cancellation)).Samples,
            (await backend.PlayAsync(requests[1], Cancellation)).Samples);
    }

    [Fact]
    public async Task Figures_are_counted()
    {
        await using IBackend backend = make();
        Assert.Equal(default, backend.Metrics.Quantile(0.99));
        for (int i = 0; i < 5; i++)
            await backend.PlayAsync(Of("sine", new NoteRequest(60), new NoteRequest(64)), Cancellation);
        Assert.Equal((5, 10, 0), (backend.Metrics.Requests, backend.Metrics.Notes, backend.Metrics.Running));
        Breakdown median = backend.Metrics.Quantile(0.5), worst = backend.Metrics.Quantile(0.99);
        Assert.True(median.Synthesis > TimeSpan.Zero && median.Total >= median.Synthesis && worst.Total >= median.Total);
    }

    [Fact]
    public async Task What_is_under_way_is_answered_at_the_end_and_nothing_after()
    {
        IBackend backend = make();
        Task<RenderedSound>[] tasks =
            [.. Enumerable.Range(0, 8).Select(i => backend.PlayAsync(Of("square", new NoteRequest(40 + i)), Cancellation))];
        Assert.True(backend.Health.IsHealthy, backend.Health.Description);
        await backend.DisposeAsync();
        await backend.DisposeAsync();
        foreach (Task<RenderedSound> task in tasks)
        {
            Exception? e = await Record.ExceptionAsync(() => task);
            Assert.True(e is null or BackendException or ObjectDisposedException, e?.ToString());
        }
        Assert.False(backend.Health.IsHealthy);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => backend.PlayAsync(Of("sine", new NoteRequest(60)), Cancellation));
    }

    // Wherever in its end a request meets a backend, it is answered.
    [Fact]
    public async Task Whoever_comes_as_it_ends_is_answered()
    {
        for (int round = 0; round < 10; round++)
        {
            IBackend backend = make();
            Task<Exception?>[] tasks = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                Exception? failure = null;
                while (failure is null)
                    failure = await Record.ExceptionAsync(
                        () => backend.PlayAsync(Of("sine", new NoteRequest(60, 0.5f, 0, 0.01)), Cancellation));
                return (Exception?)failure;
            }))];
            await Task.Delay(5 * round, Cancellation);
            await backend.DisposeAsync();
            Assert.All(await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(1), Cancellation),
                failure => Assert.True(failure is BackendException or ObjectDisposedException, failure?.ToString()));
        }
    }

    [Fact]
    public async Task Work_in_steps_takes_each_once_and_in_order()
    {
        await using IBackend backend = make();
        var log = new List<(string, int, int)>();
        // Of each order, one comes after another; orders are worked on side by side.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async order =>
        {
            for (int i = 0; i < 50; i++)
            {
                Breakdown times = await backend.ProcessAsync(new Steps($"order {order}", i, log), Cancellation);
                Assert.True(times.Total >= times.Synthesis && times.Synthesis >= TimeSpan.Zero);
            }
        }));
        foreach (IGrouping<string, (string, int Work, int Step)> order in log.GroupBy(entry => entry.Item1))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => (i / 4, i % 4)), order.Select(entry => (entry.Work, entry.Step)));
        Assert.Equal((400, 0), (backend.Metrics.Processed, backend.Metrics.Failures));
        Assert.True(backend.Metrics.ProcessedQuantile(0.5).Total > TimeSpan.Zero);
        // Sent without waiting, each step is taken in the order of the work all the same, wherever one thread at a time takes it.
        log.Clear();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => backend.ProcessAsync(new Steps("one", i, log), Cancellation)));
        for (int step = 0; step < IStepwise.Steps; step++)
            if (backend.Name != "service")
                Assert.Equal(Enumerable.Range(0, 50), log.Where(entry => entry.Item3 == step).Select(entry => entry.Item2));
        Assert.Equal(200, log.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_step_that_fails_or_refuses_is_told_and_the_next_work_goes_on(int step)
    {
        await using IBackend backend = make();
        for (int i = 0; i < 20; i++)
        {
            var log = new List<(string, int, int)>();
            var failing = new Steps("order", 0, log) { FailsAt = (step, new InvalidOperationException("Unlucky.")) };
            var failure = await Assert.ThrowsAsync<BackendException>(() => backend.ProcessAsync(failing, Cancellation));
            Assert.Contains("Unlucky.", failure.Message, StringComparison.Ordinal);
            var refusing = new Steps("order", 1, log) { FailsAt = (step, new InvalidRequestException("key", 128, "0 to 127")) };
            Assert.Equal("key",
                (await Assert.ThrowsAsync<InvalidRequestException>(() => backend.ProcessAsync(refusing, Cancellation))).Field);
            await backend.ProcessAsync(new Steps("order", 2, log), Cancellation);
            Assert.Equal([step, step, 4], log.GroupBy(entry => entry.Item2).OrderBy(g => g.Key).Select(g => g.Count())
                .Concat(step == 0 ? [0, 0] : []).Order());
        }
        using var cancelled = new CancellationTokenSource();
        var stops = new Steps("order", 0, []) { OnStep = _ => cancelled.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.ProcessAsync(stops, cancelled.Token));
        await backend.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => backend.ProcessAsync(new Steps("order", 0, []), Cancellation));
    }

    [Fact]
    public async Task Steps_under_way_are_answered_at_the_end()
    {
        IBackend backend = make();
        Task<Breakdown>[] tasks =
            [.. Enumerable.Range(0, 200).Select(i => backend.ProcessAsync(new Steps($"order {i % 7}", i, []), Cancellation))];
        await backend.DisposeAsync();
        foreach (Task<Breakdown> task in tasks)
        {
            Exception? e = await Record.ExceptionAsync(() => task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            Assert.True(e is null or BackendException or ObjectDisposedException, e?.ToString());
        }
    }

    private static SoundRequest Of(string? instrument, params NoteRequest[] notes) => new() { Instrument = instrument, Notes = notes };

    private sealed class Steps(string order, int number, List<(string, int, int)> log) : IStepwise
    {
        public string Order => order;

        public (int Step, Exception Cause)? FailsAt { get; init; }

        public Action<int>? OnStep { get; init; }

        public void Run(int step)
        {
            OnStep?.Invoke(step);
            if (FailsAt is { } fault && fault.Step == step)
                throw fault.Cause;
            lock (log)
                log.Add((order, number, step));
        }
    }
}
