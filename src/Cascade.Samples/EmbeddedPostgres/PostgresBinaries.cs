using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>An installed PostgreSQL: the programs that make and run a cluster.</summary>
public sealed partial class PostgresBinaries
{
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    private static readonly string[] UsualFolders =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/usr/libexec/postgresql*",
            "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin", "/Library/PostgreSQL/*/bin", "C:/Program Files/PostgreSQL/*/bin",
    ];

    private PostgresBinaries(string folder, Version version)
    {
        Folder = folder;
        Version = version;
    }

    /// <summary>The folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</summary>
    public string Folder { get; }

    /// <summary>Which PostgreSQL it is; the major part decides which data it can read.</summary>
    public Version Version { get; }

    /// <summary>Finds every PostgreSQL that runs here, the preferred first: the npm package restored by the build, the one <c>pg_config</c>
    /// names, then the usual folders from the newest to the oldest.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found; empty when nothing was.</returns>
    /// <exception cref="PostgresServerException">The host is root, and there is nothing to drop to.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAllAsync(CancellationToken cancellationToken = default)
    {
        ServerAccount account = await ServerAccount.ForAsync("", cancellationToken);
        return (await FindAsync(await CandidatesAsync(cancellationToken), account, cancellationToken)).Found;
    }

    /// <summary>Chooses the programs for a cluster.</summary>
    /// <param name="options">Which ones, or where to look.</param>
    /// <param name="dataMajor">The major version of the data there is, or null for a new cluster.</param>
    /// <param name="dataFolder">Where the data are, for a message.</param>
    /// <param name="account">Who must be able to run them.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    internal static async Task<PostgresBinaries> ChooseAsync(PostgresServerOptions options, int? dataMajor, string dataFolder,
        ServerAccount account, CancellationToken cancellationToken)
    {
        IEnumerable<string> candidates = options.BinariesFolder is { } chosen ? [Path.GetFullPath(chosen)] : options.SearchFolders
            ?? await CandidatesAsync(cancellationToken);
        (List<PostgresBinaries> found, List<string> faults) = await FindAsync(candidates, account, cancellationToken);
        if (found.Count == 0)
            throw new PostgresNotFoundException(options.BinariesFolder is null ? Missing(faults)
                : $"There is no PostgreSQL to start in {options.BinariesFolder}: {string.Join("; ", faults)}.");
        return found.FirstOrDefault(b => dataMajor is null || b.Version.Major == dataMajor)
            ?? throw new PostgresServerException(Mismatch(dataFolder, dataMajor!.Value, found));
    }

    /// <summary>Chooses the programs that data are of, and newer ones to move them to; null when either is missing.</summary>
    internal static async Task<(PostgresBinaries Older, PostgresBinaries Newer)?> ChooseUpgradeAsync(PostgresServerOptions options,
        int dataMajor, ServerAccount account, CancellationToken cancellationToken)
    {
        IEnumerable<string> candidates = options.SearchFolders ?? await CandidatesAsync(cancellationToken);
        if (options.BinariesFolder is { } chosen)
            candidates = candidates.Prepend(Path.GetFullPath(chosen));
        List<PostgresBinaries> found = (await FindAsync(candidates, account, cancellationToken)).Found;
        PostgresBinaries? newer = options.BinariesFolder is null ? found.MaxBy(b => b.Version.Major) : found.FirstOrDefault();
        return newer?.Version.Major > dataMajor && found.FirstOrDefault(b => b.Version.Major == dataMajor) is { } older
            ? (older, newer) : null;
    }

    /// <summary>The path of one of the programs.</summary>
    internal string Program(string name) => ProgramIn(Folder, name);

    private static string Missing(List<string> faults) =>
        "No PostgreSQL was found: install one (for instance by 'apt-get install postgresql'), or build with npm at hand, which restores "
        + "one, or name the folder of its programs"
        + (faults.Count == 0 ? "." : $" (passed over: {string.Join("; ", faults)}).");

    private static string Mismatch(string dataFolder, int dataMajor, List<PostgresBinaries> found) =>
        $"The data in {dataFolder} are of PostgreSQL {dataMajor}, and what was found is "
        + $"{string.Join(" and ", found.Select(b => $"{b.Version} in {b.Folder}"))}: "
        + $"install PostgreSQL {dataMajor}, or move the data to the other version by pg_upgrade or pg_dump, or start with another folder.";

    private static async Task<(List<PostgresBinaries> Found, List<string> Faults)> FindAsync(IEnumerable<string> candidates,
        ServerAccount account, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        var faults = new List<string>();
        foreach (string folder in candidates.Distinct())
        {
            string? fault = await TryAsync(folder, account, found, cancellationToken);
            if (fault is not null)
                faults.Add(fault);
        }
        return (found, faults);
    }

    private static async Task<string?> TryAsync(string folder, ServerAccount account, List<PostgresBinaries> found,
        CancellationToken cancellationToken)
    {
        string? missing = Programs.FirstOrDefault(name => !File.Exists(ProgramIn(folder, name)));
        if (missing is not null)
            return $"{folder} has no {missing}";
        try
        {
            ToolRun run = await ToolRun.OfAsync(account.Command(null, ProgramIn(folder, "postgres"), "--version"), cancellationToken);
            Match match = VersionPattern().Match(run.Output);
            if (run.ExitCode != 0 || !match.Success)
                return $"{folder} does not run as {account.Name}: {run.Text.ReplaceLineEndings(" ")}";
            found.Add(new PostgresBinaries(folder,
                new Version(int.Parse(match.Groups[1].ValueSpan, null),
                match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, null) : 0)));
            return null;
        }
        catch (Win32Exception e)
        {
            return $"{folder} does not run: {e.Message}";
        }
    }

    private static async Task<IReadOnlyList<string>> CandidatesAsync(CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        if (NpmPackage.BinariesFolder() is { } restored)
            folders.Add(restored);
        if (await ConfiguredAsync(cancellationToken) is { Length: > 0 } configured && HasServer(configured))
            folders.Add(configured);
        folders.AddRange(UsualFolders.SelectMany(Expand).Where(HasServer).OrderByDescending(MajorOf));
        return folders;
    }

    private static async Task<string?> ConfiguredAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ToolRun.OfAsync(["pg_config", "--bindir"], cancellationToken)).Output.Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [pattern];
        int start = pattern.LastIndexOf('/', star) + 1;
        int end = pattern.IndexOf('/', star) is var slash and >= 0 ? slash : pattern.Length;
        string parent = pattern[..start];
        return Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern[start..end]).Select(folder => folder + pattern[end..])
            : [];
    }

    private static int MajorOf(string folder) => MajorPattern().Match(folder) is { Success: true } match ? int.Parse(match.Value, null) : 0;

    // Client packages have pg_config and no server; they are nothing to complain of.
    private static bool HasServer(string folder) => File.Exists(ProgramIn(folder, "postgres"));

    private static string ProgramIn(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)(?:\.(\d+))?")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\d+")]
    private static partial Regex MajorPattern();
}
