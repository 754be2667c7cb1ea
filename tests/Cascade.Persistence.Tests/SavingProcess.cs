using System.Runtime.CompilerServices;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>This program as another process that saves songs until it is killed, and writes the id of each one that is
/// acknowledged.</summary>
internal static class SavingProcess
{
    public const string Request = "CASCADE_TEST_SAVER";
    public const int Notes = 3000;

    // Before anything of the test runner. Nothing here may wait for code of this assembly on another thread, which waits for this method.
    [ModuleInitializer]
    public static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Request) is not { Length: > 0 } request)
            return;
        string[] parts = request.Split('|');
        var store = new CascadeStore(NpgsqlDataSource.Create(parts[0]));
        for (int i = 0; ; i++)
        {
            var id = Guid.CreateVersion7();
            store.For(Guid.Parse(parts[1])).Songs.SaveAsync(id, $"song {i}", Songs.Of(Notes, i)).GetAwaiter().GetResult();
            Console.Out.WriteLine($"{id} {i}");
            Console.Out.Flush();
        }
    }
}
