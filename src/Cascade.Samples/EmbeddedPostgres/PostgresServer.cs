using System.ComponentModel;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>A private PostgreSQL: a cluster in the user's data folder, or one for a test, that runs as long as its host.</summary>
/// <remarks>
/// It listens on a Unix socket in a folder that only its account may enter, without a password, and if asked for on a free port of the
/// loopback address, with a password (SCRAM) that is another one at each start. Started by root it runs as an account of its own: as
/// cascade-postgres where there is one, else as a number that no account has. When the host dies, however that is, the server ends in order
/// (Linux with util-linux; elsewhere the next start ends it). What was committed survives a kill of either; the next start recovers.
/// <para>A folder has one server, also where its file system is shared between containers (Linux with util-linux). A second host that
/// starts it is attached to the first one's, and loses it when the first one stops. The folder must be the host's own.</para>
/// <para>Linux is tested; macOS and Windows are provided for but not.</para>
/// <para>For several threads at once.</para>
/// </remarks>
/// <example><code>
/// await using var server = await PostgresServer.StartAsync();
/// string connectionString = await server.CreateDatabaseAsync("cascade");
/// </code></example>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The user that the connection strings name, and who may do everything.</summary>
    public const string Superuser = "postgres";

    private readonly PostgresServerOptions _options;
    private readonly ClusterFolder _folder;
    private readonly ServerLog _log;
    private readonly SemaphoreSlim _turn = new(1);
    private FileStream? _lock;
    private Cluster? _cluster;
    private Postmaster? _postmaster;
    private string _password = "";
    private string _waitingFor = "";
    private bool _isDisposed;

    private PostgresServer(PostgresServerOptions options)
    {
        _options = options;
        _folder = ClusterFolder.For(options);
        _log = new ServerLog(_folder.Log);
    }

    /// <summary>The cluster's folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>The folder of the server's socket; a driver takes it as its host.</summary>
    public string SocketFolder { get; private set; } = "";

    /// <summary>Part of the socket's name, and the port on the loopback address if the server listens there; stays the same over
    /// <see cref="RestartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Which PostgreSQL runs.</summary>
    public Version Version { get; private set; } = new();

    /// <summary>Whether the server is another host's, which stops it.</summary>
    public bool IsAttached => _lock is null;

    /// <summary>Whether the server is there and takes sessions.</summary>
    public bool IsRunning => IsAttached ? PostmasterFile.Read(_folder.Data) is { IsReady: true } : _postmaster is { HasExited: false };

    /// <summary>The id of the server's first process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>The last lines that the server wrote; empty when it is another host's. All of them are in <c>server.log</c> in the
    /// folder.</summary>
    public string LogTail => _log.Tail;

    /// <summary>How to reach the database <c>postgres</c> through the socket, in Npgsql's form. It holds no secret.</summary>
    public string ConnectionString => ConnectionStringFor(Superuser);

    /// <summary>Starts the server, making its cluster at the first time, or attaches to the one that another host runs in the
    /// folder.</summary>
    /// <param name="options">Which cluster; by default the lasting one in the user's data folder.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running, and no half-made cluster.</param>
    /// <returns>The server, which takes sessions.</returns>
    /// <exception cref="ArgumentException">An option is out of range or empty.</exception>
    /// <exception cref="PostgresNotFoundException">There is no PostgreSQL on this machine.</exception>
    /// <exception cref="PostgresServerException">It could not be started: the data are of another major version, the folder cannot be used,
    /// or the server ended; the message holds its last lines.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new PostgresServerOptions();
        options.Check();
        var server = new PostgresServer(options);
        try
        {
            await server.WithinTimeoutAsync(server.OpenAsync, cancellationToken);
            return server;
        }
        catch
        {
            await server.CloseAsync(new CancellationToken(canceled: true));
            throw;
        }
    }

    /// <summary>How to reach a database through the socket, in Npgsql's form. It holds no secret.</summary>
    /// <param name="database">Its name.</param>
    public string ConnectionStringFor(string database) => Describe(SocketFolder, database).ConnectionString;

    /// <summary>How to reach a database through the loopback address, in Npgsql's form, for programs that cannot use the socket. It holds
    /// the password, and has the driver tell it to nobody but prove that it is known.</summary>
    /// <param name="database">Its name.</param>
    /// <exception cref="InvalidOperationException">The server does not listen there; see
    /// <see cref="PostgresServerOptions.ListensOnLoopback"/>.</exception>
    public string LoopbackConnectionStringFor(string database)
    {
        if (_password.Length == 0)
            throw new InvalidOperationException("The server listens on its socket alone: start it with "
                + $"{nameof(PostgresServerOptions.ListensOnLoopback)}.");
        DbConnectionStringBuilder builder = Describe("127.0.0.1", database);
        builder["Password"] = _password;
        // Otherwise whoever has taken the port of a stopped server asks for the password in clear, and gets it.
        builder["Require Auth"] = "ScramSHA256";
        return builder.ConnectionString;
    }

    /// <summary>Makes a database unless it exists.</summary>
    /// <param name="name">Its name, 1 to 63 bytes.</param>
    /// <param name="template">The database to copy, to which nobody may be connected, or null for an empty one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its connection string, as of <see cref="ConnectionStringFor"/>.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or holds a zero.</exception>
    /// <exception cref="PostgresServerException">The server refused or is gone.</exception>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        if (template is not null)
            CheckName(template);
        await AskAsync(
            async session =>
            {
                if (await session.ExecuteAsync($"SELECT 1 FROM pg_database WHERE datname = {SqlSession.Literal(name)}",
                    cancellationToken) is null)
                    await session.ExecuteAsync(
                        $"CREATE DATABASE {SqlSession.Identifier(name)} TEMPLATE {SqlSession.Identifier(template ?? "template1")}",
                        cancellationToken);
                return "";
            },
            cancellationToken);
        return ConnectionStringFor(name);
    }

    /// <summary>Removes a database, ending the sessions in it, if there is one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or holds a zero.</exception>
    /// <exception cref="PostgresServerException">The server refused or is gone.</exception>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        await AskAsync(session =>
            session.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlSession.Identifier(name)} WITH (FORCE)", cancellationToken),
            cancellationToken);
    }

    /// <summary>Starts the server again, with the same connection strings, after it was stopped or killed; one that runs is stopped
    /// first.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="PostgresServerException">It could not be started: for instance, another program has taken the port
    /// meanwhile.</exception>
    /// <exception cref="InvalidOperationException">The server is another host's.</exception>
    /// <exception cref="ObjectDisposedException">The server was disposed.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public Task RestartAsync(CancellationToken cancellationToken = default)
    {
        return ByTurnsAsync(async () =>
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_cluster is null)
                throw new InvalidOperationException("The server is another host's, which alone may start it again.");
            await EndAsync(cancellationToken);
            await WithinTimeoutAsync(token => LaunchAsync(Port, token), cancellationToken);
        });
    }

    /// <summary>Stops the server in order: sessions are ended, what they had not committed is rolled back. Nothing happens to another
    /// host's server.</summary>
    /// <param name="cancellationToken">Ends the patience: the server is ended at once, and recovers at the next start.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => ByTurnsAsync(() => EndAsync(cancellationToken));

    /// <summary>Stops the server, unless it is another host's, and removes a throwaway cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        // Nothing of a throwaway cluster is worth a last checkpoint.
        await ByTurnsAsync(() => CloseAsync(new CancellationToken(canceled: _options.IsThrowaway)));
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        _waitingFor = "PostgreSQL to be found";
        if (_options is { IsThrowaway: true, Folder: null })
            ClusterFolder.SweepThrowaways();
        ServerAccount account = await ServerAccount.ForAsync(_folder.Data, cancellationToken);
        await _folder.MakeAsync(account, cancellationToken);
        _waitingFor = "another process that has the folder";
        while ((_lock = _folder.TryLock()) is null)
        {
            if (await TryAttachAsync(cancellationToken))
                return;
            await Task.Delay(50, cancellationToken);
        }
        if (_options.UpgradesData)
            await UpgradeAsync(account, cancellationToken);
        PostgresBinaries binaries =
            await PostgresBinaries.ChooseAsync(_options, _folder.DataMajor(), _folder.Data, account, cancellationToken);
        Version = binaries.Version;
        _cluster = new Cluster(_folder, account, binaries, _options, _log);
        _waitingFor = "initdb";
        await _cluster.CreateDataAsync(cancellationToken);
        await account.TakeAsync(_folder.Data, cancellationToken);
        SocketFolder = _folder.SocketFolder();
        _folder.ForgetPassword();
        await LaunchAsync(null, cancellationToken);
        if (_options.Listens)
            await SetPasswordAsync(cancellationToken);
    }

    private async Task UpgradeAsync(ServerAccount account, CancellationToken cancellationToken)
    {
        _folder.Sweep();
        if (_folder.DataMajor() is not { } major
            || await PostgresBinaries.ChooseUpgradeAsync(_options, major, account, cancellationToken) is not var (older, newer))
            return;
        _waitingFor = $"the data to be moved from PostgreSQL {older.Version} to {newer.Version}";
        await account.TakeAsync(_folder.Data, cancellationToken);
        await new ClusterUpgrade(_folder, account, older, newer, _log).RunAsync(cancellationToken);
    }

    private async Task LaunchAsync(int? port, CancellationToken cancellationToken)
    {
        _waitingFor = "the server to take sessions";
        _postmaster = await _cluster!.LaunchAsync(SocketFolder, port, cancellationToken);
        Port = _postmaster.Port;
        ProcessId = _postmaster.ProcessId;
    }

    private async Task<bool> TryAttachAsync(CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(_folder.Data) is not { IsReady: true } file)
            return false;
        string? password = file.Address.Length > 0 ? _folder.ReadPassword() : "";
        // Not yet.
        if (password is null)
            return false;
        if (_options.Listens && file.Address.Length == 0)
            throw new PostgresServerException($"The server in {Folder} is another host's, and listens on its socket alone: have "
                + $"that host start it with {nameof(PostgresServerOptions.ListensOnLoopback)}.");
        (SocketFolder, Port, ProcessId, _password) = (file.SocketFolder, file.Port, file.ProcessId, password);
        try
        {
            string version =
                await AskAsync(session => session.ExecuteAsync("SHOW server_version_num", cancellationToken), cancellationToken) ?? "0";
            int number = int.Parse(version, CultureInfo.InvariantCulture);
            Version = new Version(number / 10_000, number % 10_000);
            return true;
        }
        catch (PostgresServerException)
        {
            // It is starting or stopping: either it answers soon or the folder is free.
            return false;
        }
    }

    private async Task SetPasswordAsync(CancellationToken cancellationToken)
    {
        _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await AskAsync(session =>
            session.ExecuteAsync($"ALTER ROLE {Superuser} PASSWORD {SqlSession.Literal(_password)}", cancellationToken), cancellationToken);
        _folder.WritePassword(_password);
    }

    private async Task<string?> AskAsync(Func<SqlSession, Task<string?>> question, CancellationToken cancellationToken)
    {
        try
        {
            await using SqlSession session = await SqlSession.OpenAsync(SocketFolder, Port, Superuser, cancellationToken);
            return await question(session);
        }
        catch (IOException e)
        {
            throw new PostgresServerException($"PostgreSQL in {Folder} does not answer: {e.Message}", e);
        }
    }

    private async Task WithinTimeoutAsync(Func<CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.StartTimeout);
        try
        {
            await start(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PostgresServerException($"PostgreSQL in {Folder} was not ready within {_options.StartTimeout.TotalSeconds} "
                + $"s; it waited for {WaitedFor}. {_log.Tail}".TrimEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            throw new PostgresServerException($"PostgreSQL in {Folder} could not be started: {e.Message}", e);
        }
    }

    private string WaitedFor => _cluster is { IsHeldElsewhere: true }
        ? "a server that has the data and is not seen from here, as one of another container" : _waitingFor;

    private async Task ByTurnsAsync(Func<Task> action)
    {
        await _turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_postmaster is null)
            return;
        await _postmaster.StopAsync(cancellationToken);
        _postmaster.Dispose();
        _postmaster = null;
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await EndAsync(cancellationToken);
        _log.Dispose();
        if (_lock is null)
            return;
        _folder.Sweep();
        _folder.RemoveSocketFolder();
        _folder.RemoveThrowaway();
        await _lock.DisposeAsync();
    }

    private DbConnectionStringBuilder Describe(string host, string database) => new()
    {
        ["Host"] = host,
        ["Port"] = Port,
        ["Username"] = Superuser,
        ["Database"] = database,
        ["SSL Mode"] = "Disable",
        ["GSS Encryption Mode"] = "Disable",
    };

    private static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Encoding.UTF8.GetByteCount(name) > 63 || name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A database's name must have 1 to 63 bytes and no zero.", nameof(name));
    }
}
