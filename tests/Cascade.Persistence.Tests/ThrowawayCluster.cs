using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>A PostgreSQL cluster in a temporary folder, for tests that need one of their own: durable ones to kill, one with a certificate.</summary>
public sealed class ThrowawayCluster : IDisposable
{
    private const string Nobody = "65534";

    private readonly string _binaries;
    private readonly string _folder = Directory.CreateTempSubdirectory("cascade-pg-").FullName;
    private readonly string _settings;
    private readonly int _port = FreePort();
    private Process? _server;

    /// <summary>Makes a cluster without starting it.</summary>
    /// <param name="binaries">The folder of initdb and postgres.</param>
    /// <param name="durable">True if commits must survive kill -9.</param>
    public ThrowawayCluster(string binaries, bool durable)
    {
        _binaries = binaries;
        _settings = durable ? "" : "-c fsync=off -c synchronous_commit=off -c full_page_writes=off ";
        if (Environment.IsPrivilegedProcess)
            Run("chown", [Nobody, _folder]);
        Run(Path.Combine(binaries, "initdb"), ["-D", DataFolder, "-U", "postgres", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8"], asNobody: true);
    }

    public string DataFolder => Path.Combine(_folder, "data");

    public int Port => _port;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;SSL Mode=Disable;GSS Encryption Mode=Disable;Include Error Detail=true";

    /// <summary>The folder of PostgreSQL's programs on this machine, or null.</summary>
    public static string? FindBinaries()
    {
        var folders = new List<string>();
        try
        {
            folders.Add(Run("pg_config", ["--bindir"]).Trim());
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // Not there: look at the usual places.
        }
        if (Directory.Exists("/usr/lib/postgresql"))
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin")));
        return folders.Find(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <summary>Starts the server, again after a kill, and waits until it answers.</summary>
    public void Start(string settings = "")
    {
        string[] arguments = ["-D", DataFolder, "-p", $"{_port}", "-k", _folder, .. (_settings + settings + "-c jit=off -c max_connections=300 -c listen_addresses=127.0.0.1").Split(' ')];
        for (int attempt = 0; attempt < 600; attempt++)
        {
            // After a kill it refuses to start while a child of the old one still lives.
            if (_server is null or { HasExited: true })
                _server = Launch(arguments);
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
                connection.Open();
                return;
            }
            catch (NpgsqlException)
            {
                Thread.Sleep(50);
            }
        }
        throw new InvalidOperationException("PostgreSQL did not start.");
    }

    /// <summary>kill -9 of the postmaster; its children notice and end by themselves.</summary>
    public void Kill()
    {
        _server!.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Writes a file into the data folder, for the server's eyes alone.</summary>
    /// <returns>The path.</returns>
    public string WriteFile(string name, string text)
    {
        string path = Path.Combine(DataFolder, name);
        File.WriteAllText(path, text);
        Run("chmod", ["600", path]);
        if (Environment.IsPrivilegedProcess)
            Run("chown", [Nobody, path]);
        return path;
    }

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            Run("kill", ["-QUIT", $"{_server.Id}"]);
            _server.WaitForExit();
        }
        _server?.Dispose();
        for (int attempt = 0; attempt < 20 && Directory.Exists(_folder); attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }

    private Process Launch(string[] arguments)
    {
        _server?.Dispose();
        Process server = Process.Start(Describe(Path.Combine(_binaries, "postgres"), arguments, asNobody: true))!;
        // Read, or the pipe fills and the server stands still.
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Run(string program, string[] arguments, bool asNobody = false)
    {
        using Process process = Process.Start(Describe(program, arguments, asNobody))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {errors.GetAwaiter().GetResult()}");
    }

    // PostgreSQL refuses root.
    private static ProcessStartInfo Describe(string program, string[] arguments, bool asNobody)
    {
        string[] drop = asNobody && Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];
        string[] all = [.. drop, program, .. arguments];
        return new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
    }
}
