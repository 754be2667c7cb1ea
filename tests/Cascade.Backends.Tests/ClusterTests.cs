using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Actors;
using Cascade.Samples.Backends.Services;

namespace Cascade.Backends.Tests;

/// <summary>Actor hosts that share their work over sockets: the same samples, and none lost with the host that had it.</summary>
public sealed class ClusterTests
{
    private static readonly string[] s_instruments = ["sine", "sawtooth", "piano", "organ"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_share_the_work_and_give_the_same_samples()
    {
        (ActorBackend first, ActorBackend second) = await PairAsync();
        await using (first)
        await using (second)
        await using (var reference = new ServiceBackend())
        {
            SoundRequest[] requests = [.. s_instruments.Select(instrument => new SoundRequest
            {
                Instrument = instrument,
                Notes = [.. Enumerable.Range(0, 12).Select(i => new NoteRequest(40 + 3 * i, 0.4f, 0.05 * i, 0.1 + 0.02 * i))],
            })];
            foreach (ActorBackend backend in (ActorBackend[])[first, second])
                backend.Configure(c => c with { Volume = -9, Envelope = c.Envelope with { Release = 0.1f } });
            reference.Configure(_ => first.Configuration);
            short[][] expected = [.. await Task.WhenAll(requests.Select(async r => (await reference.PlayAsync(r, Cancellation)).Samples))];
            RenderedSound[] sounds = await Task.WhenAll(Enumerable.Range(0, 24)
                .Select(i => (i % 2 == 0 ? first : second).PlayAsync(requests[i / 2 % 4], Cancellation)));
            for (int i = 0; i < sounds.Length; i++)
                Assert.Equal(expected[i / 2 % 4], sounds[i].Samples);
            Assert.True(Count(first, "played for others") > 0, first.Health.Description);
            Assert.True(Count(second, "played for others") > 0, second.Health.Description);
            Assert.True(sounds.All(s => s.Breakdown.Total >= s.Breakdown.Synthesis && s.Breakdown.Synthesis > TimeSpan.Zero));
        }
    }

    [Fact]
    public async Task A_host_that_ends_takes_no_request_of_another_with_it()
    {
        (ActorBackend first, ActorBackend second) = await PairAsync();
        await using (first)
        {
            var chord = new SoundRequest
            {
                Instrument = "triangle",
                Notes = [.. Enumerable.Range(0, 8).Select(i => new NoteRequest(40 + 5 * i, 0.4f, 0, 2))],
            };
            short[] expected = (await first.PlayAsync(chord, Cancellation)).Samples;
            Task<RenderedSound>[] load = [.. Enumerable.Range(0, 60).Select(_ => first.PlayAsync(chord, Cancellation))];
            await Task.WhenAny(load);
            await second.DisposeAsync();
            foreach (RenderedSound sound in await Task.WhenAll(load))
                Assert.Equal(expected, sound.Samples);
            Assert.Equal(0, first.Metrics.Failures);
            await UntilAsync(first, 1);
        }
    }

    [Fact]
    public async Task What_is_cancelled_or_wrong_is_so_at_the_other_host_too()
    {
        (ActorBackend first, ActorBackend second) = await PairAsync();
        await using (first)
        await using (second)
        {
            var random = new Random(5);
            var piece = new SoundRequest
            {
                Instrument = "square",
                Notes = [.. Enumerable.Range(0, 100).Select(i => new NoteRequest(30 + i % 60, 0.5f, 0.01 * i, 2))],
            };
            for (int i = 0; i < 30; i++)
            {
                using var stop = new CancellationTokenSource();
                Task<RenderedSound> task = first.PlayAsync(piece, stop.Token);
                await Task.Delay(random.Next(20), Cancellation);
                await stop.CancelAsync();
                Assert.True(await Record.ExceptionAsync(() => task) is null or OperationCanceledException);
            }
            Assert.Equal((0, 0), (first.Metrics.Running, first.Metrics.Failures));
            await Assert.ThrowsAsync<InvalidRequestException>(() => first.PlayAsync(piece with { Instrument = "fax" }, Cancellation));
            Assert.NotEmpty((await second.PlayAsync(piece, Cancellation)).Samples);
        }
    }

    [Theory]
    [InlineData("seeds[0]", "127.0.0.1", 0, "127.0.0.1")]
    [InlineData("seeds[1]", "127.0.0.1", 0, "a:1", "b:0")]
    [InlineData("seeds", "127.0.0.1", 0)]
    [InlineData("port", "127.0.0.1", 65_536, "a:1")]
    [InlineData("host", " ", 0, "a:1")]
    public void Wrong_settings_are_refused_with_the_field(string field, string host, int port, params string[] seeds) =>
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(
            () => new ActorBackend(3, new ClusterSettings { Seeds = seeds, Host = host, Port = port })).Field);

    private static async Task<(ActorBackend First, ActorBackend Second)> PairAsync()
    {
        string seed;
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
            seed = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        }
        var first = new ActorBackend(3, new ClusterSettings { Seeds = [seed], Port = port });
        var second = new ActorBackend(3, new ClusterSettings { Seeds = [seed] });
        await UntilAsync(first, 2);
        await UntilAsync(second, 2);
        return (first, second);
    }

    private static async Task UntilAsync(ActorBackend backend, int hosts)
    {
        for (int i = 0; i < 1_200 && Count(backend, "hosts") != hosts; i++)
            await Task.Delay(50, Cancellation);
        Assert.Equal(hosts, Count(backend, "hosts"));
    }

    private static int Count(ActorBackend backend, string what) =>
        int.Parse(Regex.Match(backend.Health.Description, $@"(\d+) {what}").Groups[1].Value, CultureInfo.InvariantCulture);
}
