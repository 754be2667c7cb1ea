using Cascade.Samples.EmbeddedPostgres;

// A host that a test may kill. run FOLDER BINARIES starts the cluster in a folder, prints the server's id and connection string, and waits
// to be killed throwaway FOLDER BINARIES the same with a throwaway cluster in that folder cycles FOLDER BINARIES starts and stops a
// throwaway cluster twelve times, and prints how many files other than its own code are open after the second time and the last
string mode = args[0];
var options = new PostgresServerOptions { Folder = args[1], BinariesFolder = args[2], IsThrowaway = mode != "run" };
if (mode == "cycles")
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
    return;
}
await using PostgresServer server = await PostgresServer.StartAsync(options);
Console.WriteLine(server.ProcessId);
Console.WriteLine(server.ConnectionString);
Console.ReadLine();
