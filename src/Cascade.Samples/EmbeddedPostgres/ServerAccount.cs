using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The account that PostgreSQL runs as: the host's own, or one of its own when the host is root, which PostgreSQL
/// refuses.</summary>
internal sealed record ServerAccount
{
    private const string PasswordFile = "/etc/passwd";

    // What systemd gives to services without an account, and no distribution to users.
    private const int FirstFree = 61_184, LastFree = 65_519;

    // Both are of util-linux. Without them a killed host leaves its server behind until the next start.
    private static readonly bool CanDieWithParent = OperatingSystem.IsLinux() && IsInPath("setpriv") && IsInPath("setsid");

    // Accounts that other programs run as too, and may read the files of.
    private static readonly string[] Shared = ["postgres", "nobody"];

    private readonly string? _owner;

    private ServerAccount(string name, string? owner, ServerAccount? maker = null)
    {
        Name = name;
        _owner = owner;
        Maker = maker ?? this;
    }

    public string Name { get; }

    /// <summary>The account that makes new data: one with a name, which initdb asks for.</summary>
    public ServerAccount Maker { get; }

    /// <summary>Whether the server's account is not the host's.</summary>
    public bool IsOther => _owner is not null;

    /// <summary>Chooses the account: the host's own; for root the account <c>cascade-postgres</c> where there is one, else a number that
    /// nobody has, so that no other program is the cluster's superuser.</summary>
    /// <param name="dataFolder">A cluster's data, which may be missing; root keeps an account of its own that owns it.</param>
    /// <param name="cancellationToken">Ends the questions to the system.</param>
    /// <exception cref="PostgresServerException">The host is root, and there is nothing to drop to.</exception>
    public static async Task<ServerAccount> ForAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount(Environment.UserName, null);
        if (!CanDieWithParent)
            throw new PostgresServerException("PostgreSQL does not run as root, and the program setpriv that would drop it is missing: "
                + "install util-linux, or start as another user.");
        string? owner = Directory.Exists(dataFolder) ? await OwnerAsync(dataFolder, cancellationToken) : null;
        if (owner is not null && owner.StartsWith("0:", StringComparison.Ordinal))
            throw new PostgresServerException($"The data in {dataFolder} belongs to root, as which PostgreSQL does not run: give "
                + "it to another account, for instance by chown -R cascade-postgres.");
        (string Name, string Owner)[] accounts = [.. Accounts()];
        string? ownerName = accounts.FirstOrDefault(a => a.Owner.Split(':')[0] == owner?.Split(':')[0]).Name;
        if (owner is not null && !Shared.Contains(ownerName))
            return new ServerAccount(ownerName ?? owner, owner, Named(accounts));
        if (accounts.FirstOrDefault(a => a.Name == "cascade-postgres") is { Name: not null } own)
            return new ServerAccount(own.Name, own.Owner);
        int free = FreeNumber(dataFolder, [.. accounts.Select(a => a.Owner)]);
        return new ServerAccount($"{free}", $"{free}:{free}", Named(accounts));
    }

    private static ServerAccount Named((string Name, string Owner)[] accounts)
    {
        (string Name, string Owner) named = Shared.Select(name => accounts.FirstOrDefault(a => a.Name == name))
            .FirstOrDefault(a => a.Owner is not null);
        return named.Owner is null
            ? throw new PostgresServerException("PostgreSQL does not run as root, and there is no account to run it as: make one "
                + "named cascade-postgres.")
            : new ServerAccount(named.Name, named.Owner);
    }

    // The same for the same folder, so that a cluster that was not finished is taken up again by its account.
    private static int FreeNumber(string folder, HashSet<string> owners)
    {
        int number = FirstFree
            + (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(folder))) % (LastFree - FirstFree + 1));
        while (owners.Any(owner => owner.StartsWith($"{number}:", StringComparison.Ordinal)))
            number = number == LastFree ? FirstFree : number + 1;
        return number;
    }

    /// <summary>Makes this account the owner of data, if it is not.</summary>
    public async Task TakeAsync(string data, CancellationToken cancellationToken)
    {
        if (_owner is null || await OwnerAsync(data, cancellationToken) == _owner)
            return;
        ToolRun run = await ToolRun.OfAsync(["chown", "-R", "--no-dereference", _owner, "--", data], cancellationToken);
        if (run.ExitCode != 0)
            throw new PostgresServerException($"The data in {data} could not be given to the account {Name}: {run.Text}");
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
            throw new PostgresServerException($"The account {Name}, as which PostgreSQL runs when it is started by root, cannot get to "
                + $"{folder}: choose a folder all of whose parents others may enter (mode 711).");
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

    internal static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
