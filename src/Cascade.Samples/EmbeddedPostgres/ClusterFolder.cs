using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>Where the parts of a cluster are, and whose turn it is there.</summary>
/// <remarks>The folder belongs to the host: its lock, password and log. In it <c>data</c> and <c>socket</c> belong to the server's
/// account.</remarks>
internal sealed class ClusterFolder
{
    private const string ThrowawayPrefix = "throwaway-";

    private readonly bool _isThrowaway;

    private ClusterFolder(string path, bool isThrowaway)
    {
        Path = path;
        _isThrowaway = isThrowaway;
    }

    public string Path { get; }

    public string Data => In("data");

    public string Log => In("server.log");

    private string LockFile => In("lock");

    private string PasswordFile => In("password");

    private string SocketFile => In("socket-folder");

    /// <summary>The folder that options ask for; nothing is made yet.</summary>
    public static ClusterFolder For(PostgresServerOptions options)
    {
        if (!options.IsThrowaway)
            return new ClusterFolder(System.IO.Path.GetFullPath(options.Folder ?? InUserData("postgres")), false);
        string parent = System.IO.Path.GetFullPath(options.Folder ?? InUserData("throwaway"));
        string name = ThrowawayPrefix + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
        return new ClusterFolder(System.IO.Path.Combine(parent, name), true);
    }

    /// <summary>Makes the folder unless it exists.</summary>
    /// <exception cref="PostgresServerException">It holds something else, or others may put something into it.</exception>
    public async Task MakeAsync(ServerAccount account, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            CheckContent();
            Directory.CreateDirectory(Path);
            return;
        }
        if (Directory.Exists(Path))
        {
            await CheckOwnerAsync(cancellationToken);
            CheckContent();
        }
        const UnixFileMode Passing = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Path, account.IsOther ? ServerAccount.UserFolder | Passing : ServerAccount.UserFolder);
    }

    private void CheckContent()
    {
        if (Directory.Exists(Path) && !File.Exists(LockFile) && Directory.EnumerateFileSystemEntries(Path).Any())
            throw new PostgresServerException($"The folder {Path} is not empty and holds no cluster of this program's: choose "
                + "another one.");
    }

    // Whoever may write into the folder may put a socket of his own in the place of the server's.
    [UnsupportedOSPlatform("windows")]
    private async Task CheckOwnerAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            ToolRun run = await ToolRun.OfAsync(["stat", "-L", "-c", "%u", "--", "/proc/self", Path], cancellationToken);
            if (run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [string own, string owner] && own != owner)
                throw new PostgresServerException($"The folder {Path} belongs to another user ({owner}), who could put other data "
                    + "or another socket into it: choose another folder.");
        }
        if ((File.GetUnixFileMode(Path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new PostgresServerException($"Other users may write into the folder {Path}: forbid it, for instance by chmod "
                + "go-w, or choose another folder.");
    }

    /// <summary>Takes the folder for this process, until the stream is disposed or the process ends; null when another one has
    /// it.</summary>
    /// <exception cref="PostgresServerException">Here locks keep nobody out.</exception>
    public FileStream? TryLock()
    {
        FileStream? taken = TryOpenLock();
        if (taken is null)
            return null;
        using FileStream? again = TryOpenLock();
        if (again is null)
            return taken;
        taken.Dispose();
        throw new PostgresServerException($"Two servers could be started in {Path}, as files are not locked there: unset "
            + "DOTNET_SYSTEM_IO_DISABLEFILELOCKING, or choose a folder of another file system.");
    }

    private FileStream? TryOpenLock()
    {
        // What the operating systems call it: sharing violation, EAGAIN on Linux, EAGAIN on macOS.
        const int Windows = 32, Linux = 11, MacOS = 35;
        try
        {
            return OpenPrivate(LockFile, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is Windows or Linux or MacOS)
        {
            return null;
        }
    }

    /// <summary>The major version of the data, or null when there are none yet.</summary>
    /// <exception cref="PostgresServerException">The folder has data without a version.</exception>
    public int? DataMajor()
    {
        if (!Directory.Exists(Data))
            return null;
        string path = System.IO.Path.Combine(Data, "PG_VERSION");
        return File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim().Split('.')[0], CultureInfo.InvariantCulture, out int major)
            ? major
            : throw new PostgresServerException($"The data in {Data} do not say of which PostgreSQL they are, so they are damaged: restore "
                + "them, or start with another folder.");
    }

    /// <summary>A name for data in the making.</summary>
    public string NewData() => In("new-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]);

    /// <summary>A name for data that were moved to another version.</summary>
    public string OldData(int major) => In($"data-{major}");

    /// <summary>Puts data that were made in the place of the data, and keeps those.</summary>
    public void Exchange(string made, int oldMajor)
    {
        Directory.Move(Data, OldData(oldMajor));
        Directory.Move(made, Data);
    }

    /// <summary>Removes data whose making was broken off.</summary>
    public void Sweep()
    {
        // Broken off between the two moves of an exchange.
        if (!Directory.Exists(Data) && Directory.EnumerateDirectories(Path, "data-*").Order().LastOrDefault() is { } old)
            Directory.Move(old, Data);
        foreach (string unfinished in Directory.EnumerateDirectories(Path, "new-*"))
            Remove(unfinished);
    }

    /// <summary>The superuser's password for loopback, or null when the server that runs has none, or none yet.</summary>
    public string? ReadPassword() => File.Exists(PasswordFile) ? File.ReadAllText(PasswordFile) : null;

    public void ForgetPassword() => File.Delete(PasswordFile);

    public void WritePassword(string password)
    {
        string partial = PasswordFile + ".new";
        File.Delete(partial);
        using (FileStream file = OpenPrivate(partial, FileMode.CreateNew, FileShare.None))
            file.Write(Encoding.ASCII.GetBytes(password));
        File.Move(partial, PasswordFile, overwrite: true);
    }

    /// <summary>A folder for the server's socket: in the cluster's own, or among the temporary ones where that path is too long for a
    /// socket.</summary>
    /// <exception cref="PostgresServerException">Every path is too long.</exception>
    public string SocketFolder()
    {
        RemoveSocketFolder();
        string own = In("socket");
        if (FitsSocket(own))
            return own;
        string name = "cascade-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
        string folder = new[] { System.IO.Path.GetTempPath(), "/tmp" }.Select(t => System.IO.Path.Combine(t, name))
            .FirstOrDefault(FitsSocket)
            ?? throw new PostgresServerException(
                $"The path {own} is too long for a socket, and so is that of the folder for temporary files: choose a shorter folder.");
        using FileStream file = OpenPrivate(SocketFile, FileMode.Create, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(folder));
        return folder;
    }

    /// <summary>Removes the socket's folder where it is not in the cluster's own.</summary>
    public void RemoveSocketFolder()
    {
        if (!File.Exists(SocketFile))
            return;
        Remove(File.ReadAllText(SocketFile));
        File.Delete(SocketFile);
    }

    /// <summary>Removes a throwaway cluster.</summary>
    public void RemoveThrowaway()
    {
        if (_isThrowaway)
            Remove(Path);
    }

    /// <summary>Removes the throwaway clusters in the user's data folder whose hosts were killed, except young ones, which may be in the
    /// making.</summary>
    public static void SweepThrowaways() => SweepThrowaways(InUserData("throwaway"), TimeSpan.FromMinutes(1));

    /// <summary>Removes the throwaway clusters in a folder that have an age and no host.</summary>
    internal static void SweepThrowaways(string parent, TimeSpan age)
    {
        if (!Directory.Exists(parent))
            return;
        foreach (string path in Directory.EnumerateDirectories(parent, ThrowawayPrefix + "*"))
        {
            if (Directory.GetCreationTimeUtc(path) > DateTime.UtcNow - age)
                continue;
            try
            {
                new ClusterFolder(path, true).RemoveUnlessUsed();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another host sweeps it at the same time, or it is another user's; it stands in nobody's way.
            }
        }
    }

    /// <summary>Opens a file that, when made, only its user may read.</summary>
    internal static FileStream OpenPrivate(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = mode == FileMode.OpenOrCreate ? FileAccess.ReadWrite : FileAccess.Write,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    internal static bool FitsSocket(string folder)
    {
        // sun_path without its terminating zero; the port has at most five digits.
        int limit = OperatingSystem.IsLinux() ? 107 : 103;
        return Encoding.UTF8.GetByteCount(System.IO.Path.Combine(folder, ".s.PGSQL.65535")) <= limit;
    }

    private static string InUserData(string name)
    {
        string root = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? "/var/lib"
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length > 0
            ? System.IO.Path.Combine(root, "cascade", name)
            : throw new PostgresServerException("This account has no folder for data: name one for the cluster.");
    }

    private static void Remove(string path)
    {
        // The last processes of a killed server may still be writing.
        for (int attempt = 1; Directory.Exists(path); attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && attempt < 20)
            {
                Thread.Sleep(50);
            }
        }
    }

    private void RemoveUnlessUsed()
    {
        using FileStream? free = TryLock();
        if (free is null || ClusterProcesses.In(Data).Count > 0)
            return;
        RemoveSocketFolder();
        RemoveThrowaway();
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
