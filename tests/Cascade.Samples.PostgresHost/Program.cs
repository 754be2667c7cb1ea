using System.Diagnostics;
using System.Globalization;
using Cascade.Samples.EmbeddedPostgres;

// A host that a test may kill.
// run FOLDER BINARIES          starts the cluster in a folder, prints the server's id and connection string, and waits to be killed
// brief FOLDER BINARIES        the same, with a start that may take five seconds
// throwaway FOLDER BINARIES    the same with a throwaway cluster in that folder, which takes 300 connections: the store's tests run on it
// cycles FOLDER BINARIES       starts and stops a throwaway cluster twelve times, and prints how many files other than its own code are
//                              open after the second time and the last
// contend FOLDER BINARIES [N]  starts two hosts of the cluster in a folder at once, N times (200 if not given), kills one of them or both
//                              with -9, and prints how often there was a server for each
string mode = args[0];
var options = new PostgresServerOptions { Folder = args[1], BinariesFolder = args[2], IsThrowaway = mode is "throwaway" or "cycles" };
switch (mode)
{
    case "throwaway":
        options = options with { Settings = new Dictionary<string, string> { ["max_connections"] = "300" } };
        break;
    case "cycles":
        await CycleAsync();
        return;
    case "contend":
        await ContendAsync(args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 200);
        return;
    case "brief":
        options = options with { StartTimeout = TimeSpan.FromSeconds(5) };
        break;
}
await using PostgresServer server = await PostgresServer.StartAsync(options);
Console.WriteLine(server.ProcessId);
Console.WriteLine(server.ConnectionString);
Console.ReadLine();

async Task CycleAsync()
{
    const int Cycles = 12;
    for (int cycle = 1; cycle <= Cycles; cycle++)
    {
        await using (await PostgresServer.StartAsync(options))
        {
        }
        if (cycle is 2 or Cycles)
            Console.WriteLine(new DirectoryInfo("/proc/self/fd").GetFileSystemInfos()
                .Count(file => file.LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false));
    }
}

async Task ContendAsync(int rounds)
{
    int one = 0, two = 0, refused = 0;
    for (int round = 0; round < rounds; round++)
    {
        Process[] hosts = [Start(), Start()];
        string?[] servers = await Task.WhenAll(hosts.Select(host => host.StandardOutput.ReadLineAsync()));
        refused += servers.Count(id => id is null);
        if (servers.OfType<string>().Distinct().Count() == 1)
            one++;
        else
            two++;
        // The one with the server, the attached one, or both.
        foreach (Process host in hosts.Where((_, number) => round % 3 == 2 || round % 3 == number))
            host.Kill();
        foreach (Process host in hosts)
        {
            host.StandardInput.Close();
            await host.WaitForExitAsync();
            host.Dispose();
        }
    }
    Console.WriteLine($"{rounds} rounds of two hosts at once: one server {one} times, two {two} times; {refused} starts refused");

    Process Start() => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(PostgresServer).Assembly.Location
        .Replace("EmbeddedPostgres.dll", "PostgresHost.dll", StringComparison.Ordinal), "run", args[1], args[2]])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
