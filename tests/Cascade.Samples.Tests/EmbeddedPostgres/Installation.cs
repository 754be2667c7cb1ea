using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>The PostgreSQL that tests run against: each one there is, or the first.</summary>
internal static class Installation
{
    private static readonly Lazy<IReadOnlyList<PostgresBinaries>> Found =
        new(() => PostgresBinaries.FindAllAsync().GetAwaiter().GetResult());

    /// <summary>The folders of all, or one empty name where there is none, so that the tests can say so.</summary>
    public static TheoryData<string> All => [.. Found.Value.Select(b => b.Folder).DefaultIfEmpty("")];

    public static IReadOnlyList<PostgresBinaries> List => Found.Value;

    /// <summary>The first one's folder.</summary>
    public static string First => Require(Found.Value.Select(b => b.Folder).FirstOrDefault(""));

    public static string Require(string folder)
    {
        if (folder.Length > 0)
            return folder;
        const string Missing =
            "There is no PostgreSQL to start; install one, for instance by 'apt-get install postgresql', or build with npm at hand.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.Fail(Missing);
        return folder;
    }

    /// <summary>Linux, where one can see who is at work in a folder.</summary>
    public static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "This looks into /proc, which only Linux has.");
}
