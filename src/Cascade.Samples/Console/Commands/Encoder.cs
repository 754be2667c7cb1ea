using System.ComponentModel;
using System.Diagnostics;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary>ffmpeg, which takes a WAV file by a pipe and writes it in another form.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    /// <param name="kind">The name of the kind of file, for people.</param>
    /// <param name="encoding">What makes the kind.</param>
    /// <param name="path">Where it writes; null for standard output.</param>
    /// <exception cref="InputException">There is no ffmpeg.</exception>
    public Encoder(string kind, string[] encoding, string? path)
    {
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-ignore_length", "1", "-f", "wav", "-i", "pipe:0", "-map_metadata", "-1", "-bitexact",
            .. encoding, "-y", path is null ? "pipe:1" : $"file:{path}",
        ];
        try
        {
            var start = new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardInput = true, RedirectStandardError = true };
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InputException($"{kind} takes ffmpeg, which is not to be found; install it, for instance by 'apt-get install "
                + $"ffmpeg', or name a .wav file.");
        }
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Takes the WAV file.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public void Finish()
    {
        _process.WaitForExit();
        if (_process.ExitCode != 0)
            throw new IOException($"ffmpeg failed with {_process.ExitCode}.");
        _process.Dispose();
    }

    /// <summary>What it said when it failed, in one line; null if it has said nothing.</summary>
    public string? Failure() => _error.Wait(TimeSpan.FromSeconds(5)) && _error.Result.Trim() is { Length: > 0 } text
        ? text.Split('\n')[^1].Trim().TrimEnd('.') + "." : null;

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
