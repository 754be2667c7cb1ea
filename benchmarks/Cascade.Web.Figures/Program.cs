using System.Globalization;
using Cascade.Samples.Console.Compare;
using Cascade.Web.Figures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

// full | streams | joiners | slow | jitter | comings [number], or all of these; seconds S before them for shorter loads.
// echo ADDRESS is the server that the echo's ceiling is measured of: a process of its own, as the host is.
if (args is ["echo", var at])
{
    await using WebApplication echo = await EchoServer.StartAsync(at, CancellationToken.None);
    await echo.WaitForShutdownAsync();
    return;
}
double seconds = args is ["seconds", var number, ..] ? double.Parse(number, CultureInfo.InvariantCulture) : 60;
string[] words = args is ["seconds", _, .. var rest] ? rest : args;
int? size = words.Length > 1 ? int.Parse(words[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;
string[] commands = words.Length > 0 ? [words[0]] : ["full", "streams", "joiners", "slow", "jitter", "comings"];
using var ends = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ends.Cancel();
};
string program = await WebProgram.FindAsync(ends.Token);
Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, host and load on the same machine");
foreach (string command in commands)
{
    // A fresh host for each: what it has taken before is nobody else's.
    await using StartedHost started = await StartedHost.StartAsync(program, [], ends.Token);
    using var host = new MeasuredHost(started.Client.BaseAddress!, () => started.Megabytes);
    await (command switch
    {
        "full" => FullAsync(host),
        "streams" => StreamsAsync(host),
        "joiners" => TellAsync(async () => (await LateJoiners.RunAsync(host, 32, 199, size ?? 20, ends.Token)).Tell()),
        "slow" => TellAsync(async () =>
            (await SlowReader.RunAsync(host, 32, FullRooms.PerSecond, Math.Min(seconds, 10), ends.Token)).Tell()),
        "jitter" => TellAsync(async () => (await Jitter.RunAsync(host, 10, 100, FullRooms.PerSecond, seconds, ends.Token)).Tell(100)),
        "comings" => TellAsync(async () => (await Comings.RunAsync(host, size ?? 10_000, ends.Token)).Tell()),
        _ => throw new ArgumentException($"There is no figure {command}."),
    });
}

async Task FullAsync(MeasuredHost host)
{
    string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{StartedHost.FreePort()}");
    await using StartedHost echo = await StartedHost.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "Cascade.Web.Figures.dll"), ["echo", address], new Uri(address), ends.Token);
    double ceiling = await EchoServer.MeasureAsync(new Uri(address), 400, Math.Min(seconds, 10), ends.Token);
    Console.WriteLine("40 rooms of 10: " + (await FullRooms.RunAsync(host, 40, 10, 0, seconds, ends.Token)).Tell(ceiling));
    Console.WriteLine("32 and 200 listeners: " + (await FullRooms.RunAsync(host, 1, 32, 200, seconds, ends.Token)).Tell(ceiling));
}

async Task StreamsAsync(MeasuredHost host)
{
    const int first = 16, step = 4, most = 64;
    Streams sixteen = await Streams.RunAsync(host, first, seconds, ends.Token);
    Console.WriteLine(sixteen.Tell());
    // Then more, until blocks are late.
    int good = sixteen.Late == 0 && sixteen.Gaps == 0 ? first : 0;
    for (int count = first + step; good > 0 && count <= most; count += step)
    {
        Streams more = await Streams.RunAsync(host, count, Math.Min(seconds, 10), ends.Token);
        Console.WriteLine(more.Tell());
        if (more.Late > 0 || more.Gaps > 0)
            break;
        good = count;
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"none late up to {good} streams; one thread renders them all: {good} a core"));
}

async Task TellAsync(Func<Task<string>> measure) => Console.WriteLine(await measure());
