using System.Collections.Concurrent;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;
using Microsoft.Win32.SafeHandles;

namespace Cascade.Samples.Console.Commands;

/// <summary>A sound file in the making: it takes its place, beside which it is written, when it is complete; else nothing of it
/// stays.</summary>
internal sealed class OutputFile : IAudioSink, IDisposable
{
    private const int Appending = 0x400;
    // What ffmpeg says when the reader of its output is gone.
    private const string BrokenPipe = "Broken pipe";

    private static readonly ConcurrentDictionary<string, bool> s_partial = new();

    private readonly Target _target;
    private readonly string? _path, _partial;
    private readonly Encoder? _encoder;
    private readonly WaveWriter _writer;
    private bool _isComplete;

    /// <exception cref="InputException">It cannot be written, or there is nothing that encodes it.</exception>
    public OutputFile(Target target, int sampleRate, WaveFormat format, uint seed)
    {
        _target = target;
        try
        {
            if (!target.IsStandardOutput)
            {
                _path = Resolved(target.Path);
                if (Path.GetDirectoryName(_path) is "/dev")
                    throw new IOException("it is a device.");
                string folder = Path.GetDirectoryName(_path)!;
                if (!Directory.Exists(folder))
                    throw new DirectoryNotFoundException();
                // A short name: the whole name of a target may be as long as names can be.
                _partial = Path.Combine(folder, $".cascade-{Path.GetRandomFileName()}.partial");
                s_partial[_partial] = true;
            }
            if (target.Kind.Encoding is { } encoding)
                _encoder = new Encoder(target.Kind.Name, encoding, _partial);
            Stream stream = _encoder?.Input ?? (_partial is null ? StandardOutput()
                : new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16));
            _writer = new WaveWriter(stream, sampleRate, format: format, seed: seed);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            Discard();
            throw Refused(e);
        }
    }

    public string Name => _path ?? "standard output";

    /// <summary>How many samples an integer format could not hold.</summary>
    public long ClippedSamples => _writer.ClippedSamples;

    /// <summary>Removes what is not complete, where the process ends at once.</summary>
    public static void DiscardAll()
    {
        foreach (string path in s_partial.Keys)
            File.Delete(path);
    }

    /// <exception cref="InputException">The disk is full, or the encoder has given up.</exception>
    public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        try
        {
            _writer.Write(left, right);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw Refused(e);
        }
    }

    /// <summary>Puts the file into its place.</summary>
    /// <exception cref="InputException">That cannot be, or there is a file by now.</exception>
    public void Complete()
    {
        try
        {
            _writer.Complete();
            _encoder?.Finish();
            if (_partial is not null)
                File.Move(_partial, _path!, overwrite: _target.Replaces);
            _isComplete = true;
            Discard();
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw Refused(e);
        }
    }

    public void Dispose()
    {
        if (_isComplete)
            return;
        _encoder?.Dispose();
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is thrown away in any case.
        }
        Discard();
    }

    private void Discard()
    {
        if (_partial is null)
            return;
        File.Delete(_partial);
        s_partial.TryRemove(_partial, out _);
    }

    private Exception Refused(Exception e)
    {
        string? failure = _encoder?.Failure();
        if (_target.IsStandardOutput && (failure is null ? InputFile.IsReaderGone(e) : failure.Contains(BrokenPipe)))
            return new ReaderGoneException();
        return failure is not null ? new InputException($"cannot write {_target.Path}: ffmpeg says: {failure}")
            : InputFile.Refused(_target.IsStandardOutput ? "to standard output" : _target.Path, e);
    }

    /// <summary>Where a name leads: a link stays a link, what it points to is replaced.</summary>
    public static string Resolved(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static Stream StandardOutput()
    {
        if (!System.Console.IsOutputRedirected)
            throw new InputException("sound does not go to a terminal; send standard output to a file or a program.");
        if (OperatingSystem.IsWindows())
            return System.Console.OpenStandardOutput();
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 1 << 16);
        // In a file that is appended to there is no going back to fill in the lengths.
        return stream.CanSeek && (stream.Position > 0 || IsAppended()) ? new BufferedStream(System.Console.OpenStandardOutput()) : stream;
    }

    private static bool IsAppended()
    {
        string? flags = File.Exists("/proc/self/fdinfo/1")
            ? File.ReadLines("/proc/self/fdinfo/1").FirstOrDefault(l => l.StartsWith("flags:", StringComparison.Ordinal)) : null;
        return flags is null || (Convert.ToInt32(flags[6..].Trim(), 8) & Appending) != 0;
    }
}
