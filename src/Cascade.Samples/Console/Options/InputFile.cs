namespace Cascade.Samples.Console.Options;

/// <summary>Files that the command line names.</summary>
internal static class InputFile
{
    /// <summary>The name of standard input and output.</summary>
    public const string Standard = "-";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it has to be, in words: "a MIDI file".</param>
    /// <param name="read">Reads the path; what is not of the kind is a <see cref="FormatException"/>.</param>
    /// <exception cref="InputException">The file is missing, unreadable or not of the kind.</exception>
    public static T Read<T>(string path, string kind, Func<string, T> read)
    {
        try
        {
            return Directory.Exists(path) ? throw new InputException($"cannot read {path}: it is a folder.") : read(path);
        }
        catch (FormatException e)
        {
            throw new InputException($"{(path == Standard ? "standard input" : path)} is not {kind}: {e.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"no such file: {path}");
        }
        catch (Exception e) when (IsRefusal(e) || e is ArgumentException or NotSupportedException)
        {
            throw new InputException($"cannot read {(path == Standard ? "standard input" : path)}: {Reason(e)}");
        }
    }

    /// <summary>Opens standard input.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static Stream OpenStandard() =>
        OperatingSystem.IsLinux() && IsOwnPipe() ? throw new IOException("it is closed.") : System.Console.OpenStandardInput();

    /// <summary>True if nobody reads the pipe any longer.</summary>
    // EPIPE, as Unix and as Windows (no data, broken pipe) spell it.
    public static bool IsReaderGone(Exception e) =>
        e is IOException { HResult: 32 or unchecked((int)0x800700E8) or unchecked((int)0x8007006D) };

    // What is closed when the process begins becomes the runtime's own: a pipe whose other end it holds too would never end.
    private static bool IsOwnPipe() => LinkOf("/proc/self/fd/0") is { } pipe && pipe.StartsWith("pipe:", StringComparison.Ordinal)
        && Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(other => Path.GetFileName(other) != "0" && LinkOf(other) == pipe
        && IsWritable(Path.GetFileName(other)));

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return null;
        }
    }

    // The last octal digit of a descriptor's flags says how it is open, 0 for reading alone.
    private static bool IsWritable(string descriptor) => File.ReadLines($"/proc/self/fdinfo/{descriptor}")
        .Any(line => line.StartsWith("flags:", StringComparison.Ordinal) && line[^1] is not ('0' or '4'));

    /// <summary>True if the file system refuses.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Why it refuses, without the name that it may have been given by us.</summary>
    public static string Reason(Exception e) => e switch
    {
        DirectoryNotFoundException => "there is no such folder.",
        PathTooLongException => "the name is too long.",
        UnauthorizedAccessException { InnerException: IOException inner } when inner.Message.StartsWith("Bad file",
            StringComparison.Ordinal)
            => "it is closed.",
        UnauthorizedAccessException => "access is denied.",
        _ => e.Message.Split(" : '")[0].TrimEnd('.') + ".",
    };

    /// <summary>The refusal to write something.</summary>
    public static InputException Refused(string path, Exception e) => new($"cannot write {path}: {Reason(e)}");

    /// <summary>Writes texts into a folder, which is made where it is missing.</summary>
    /// <exception cref="InputException">They cannot be written.</exception>
    public static void WriteAll(string folder, params IEnumerable<(string Name, string Text)> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, string text) in files)
                File.WriteAllText(Path.Combine(folder, name), text);
        }
        catch (Exception e) when (IsRefusal(e) || e is ArgumentException)
        {
            throw Refused(folder, e);
        }
    }
}
