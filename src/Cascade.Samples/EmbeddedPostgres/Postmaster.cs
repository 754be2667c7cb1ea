using System.Diagnostics;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>A server that this process started.</summary>
internal sealed class Postmaster : IDisposable
{
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Func<string, int, CancellationToken, Task> _signal;
    private readonly Task _logged;

    private Postmaster(Process process, ServerLog log, Func<string, int, CancellationToken, Task> signal, int port)
    {
        _process = process;
        _signal = signal;
        Port = port;
        _process.StandardInput.Close();
        _logged = Task.WhenAll(CopyAsync(process.StandardError, log), CopyAsync(process.StandardOutput, log));
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a server.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="port">The port in it.</param>
    /// <param name="log">Where its lines go.</param>
    /// <param name="signal">Sends a signal by name to a process.</param>
    public static async Task<Postmaster> StartAsync(IReadOnlyList<string> command, int port, ServerLog log, Func<string, int,
        CancellationToken, Task> signal)
    {
        log.Begin();
        return new Postmaster(await ToolRun.StartAsync(command), log, signal, port);
    }

    /// <summary>Waits until the server takes sessions; false when it ended instead, with its reason in the log.</summary>
    public async Task<bool> WaitUntilReadyAsync(string dataFolder, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_process.HasExited)
            {
                await LoggedAsync();
                return false;
            }
            if (PostmasterFile.Read(dataFolder) is { IsReady: true } file && file.ProcessId == ProcessId)
                return true;
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Ends the server: in order, and when that takes too long or is cancelled, at once; the next start then recovers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !await EndsByAsync("INT", FastStop, cancellationToken))
        {
            if (!await EndsByAsync("QUIT", ImmediateStop, CancellationToken.None))
                _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync(CancellationToken.None);
        await LoggedAsync();
    }

    public void Dispose() => _process.Dispose();

    private async Task<bool> EndsByAsync(string signal, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            if (!_process.HasExited)
                await _signal(signal, ProcessId, deadline.Token);
            await _process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The server's children hold its output open, and some outlive it by a moment.
    private async Task LoggedAsync() => await Task.WhenAny(_logged, Task.Delay(TimeSpan.FromSeconds(1)));

    private static async Task CopyAsync(StreamReader reader, ServerLog log)
    {
        using (reader)
        {
            while (await reader.ReadLineAsync() is { } line)
                log.Append(line);
        }
    }
}
