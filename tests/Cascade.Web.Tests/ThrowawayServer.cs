using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Web.Tests;

/// <summary>A PostgreSQL of a test's own.</summary>
internal static class ThrowawayServer
{
    /// <summary>Starts it; skips the test where there is none, but fails in CI.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation)
    {
        try
        {
            return await PostgresServer.StartAsync(PostgresServerOptions.Throwaway, cancellation);
        }
        catch (PostgresNotFoundException e) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
