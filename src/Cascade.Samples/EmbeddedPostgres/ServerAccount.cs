using System.Globalization;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The account that PostgreSQL runs as: the host's own, or another one when the host is root, which PostgreSQL refuses.</summary>
internal sealed record ServerAccount
{
    private const string PasswordFile = "/etc/passwd";

    private static readonly string[] Preferred = ["postgres", "nobody"];

    // Both are of util-linux. Without them a killed host leaves its server behind until the next start.
    private static readonly bool CanDieWithParent = OperatingSystem.IsLinux() && IsInPath("setpriv") && IsInPath("setsid");

    private readonly string? _owner;

    private ServerAccount(string name, string? owner)
    {
        Name = name;
        _owner = owner;
    }

    public string Name { get; }

    /// <summary>Whether the server's account is not the host's.</summary>
    public bool IsOther => _owner is not null;

    /// <summary>Chooses the account.</summary>
    /// <param name="dataFolder">A cluster's data, which may be missing; root keeps the account that owns it.</param>
    /// <param name="cancellationToken">Ends the questions to the system.</param>
    /// <exception cref="PostgresServerException">The host is root, and there is nothing to drop to.</exception>
    public static async Task<ServerAccount> ForAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount(Environment.UserName, null);
        if (!CanDieWithParent)
            throw new PostgresServerException("PostgreSQL does not run as root, and the program setpriv that would drop it is missing: install util-linux, or start as another user.");
        string? owner = Directory.Exists(dataFolder) ? await OwnerAsync(dataFolder, cancellationToken) : null;
        if (owner is not null && owner.StartsWith("0:", StringComparison.Ordinal))
            throw new PostgresServerException($"The data in {dataFolder} belongs to root, as which PostgreSQL does not run: give it to another account, for instance by chown -R postgres.");
        (string Name, string Owner)[] accounts = [.. Accounts()];
        if (owner is not null)
            return new ServerAccount(accounts.FirstOrDefault(a => a.Owner == owner).Name ?? owner, owner);
        (string Name, string Owner) chosen = Preferred.Select(name => accounts.FirstOrDefault(a => a.Name == name))
            .FirstOrDefault(a => a.Owner is not null);
        return chosen.Owner is null
            ? throw new PostgresServerException("PostgreSQL does not run as root, and there is neither an account postgres nor nobody to run it as.")
            : new ServerAccount(chosen.Name, chosen.Owner);
    }

    /// <summary>The command that runs a program as this account.</summary>
    /// <param name="deathSignal">What the program gets when the host dies, or null to let it finish.</param>
    /// <param name="program">The program and its arguments.</param>
    public IReadOnlyList<string> Command(string? deathSignal, params IEnumerable<string> program)
    {
        var command = new List<string>();
        if (_owner?.Split(':') is [string user, string group])
            command.AddRange(["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--inh-caps=-all", "--no-new-privs",
                "--"]);
        // A session of its own keeps the terminal's Ctrl-C for the host, which then stops the server when it has saved. The signal is set
        // last: changing accounts clears it.
        if (deathSignal is not null && CanDieWithParent)
            command.AddRange(["setsid", "setpriv", "--pdeathsig", deathSignal, "--"]);
        command.AddRange(program);
        return command;
    }

    /// <summary>Makes a folder that only this account may enter.</summary>
    public async Task MakeFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (_owner?.Split(':') is [string user, string group])
        {
            ToolRun run = await ToolRun.OfAsync(["install", "-d", "-m", "700", "-o", user, "-g", group, "--", path], cancellationToken);
            if (run.ExitCode != 0)
                throw new PostgresServerException($"A folder for the account {Name} could not be made: {run.Text}");
        }
        else if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UserFolder);
        }
    }

    /// <summary>Refuses a folder that this account cannot get to.</summary>
    /// <exception cref="PostgresServerException">It cannot.</exception>
    public async Task CheckReachAsync(string folder, CancellationToken cancellationToken)
    {
        if (IsOther && (await ToolRun.OfAsync(Command(null, "test", "-w", folder), cancellationToken)).ExitCode != 0)
            throw new PostgresServerException($"The account {Name}, as which PostgreSQL runs when it is started by root, cannot get to {folder}: choose a folder all of whose parents others may enter (mode 711).");
    }

    /// <summary>Read, write and enter for the user alone.</summary>
    internal const UnixFileMode UserFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static async Task<string> OwnerAsync(string folder, CancellationToken cancellationToken) =>
        (await ToolRun.OfAsync(["stat", "-c", "%u:%g", "--", folder], cancellationToken)).Output.Trim();

    private static IEnumerable<(string Name, string Owner)> Accounts() =>
        from line in File.ReadLines(PasswordFile)
        let fields = line.Split(':')
        where fields.Length > 3 && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out uint user) && user > 0
        select (fields[0], $"{fields[2]}:{fields[3]}");

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
