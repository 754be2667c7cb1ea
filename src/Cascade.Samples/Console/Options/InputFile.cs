namespace Cascade.Samples.Console.Options;

/// <summary>Files that the command line names.</summary>
internal static class InputFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it has to be, in words: "a MIDI file".</param>
    /// <param name="read">Reads the path; what is not of the kind is a <see cref="FormatException"/>.</param>
    /// <exception cref="InputException">The file is missing, unreadable or not of the kind.</exception>
    public static T Read<T>(string path, string kind, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (FormatException e)
        {
            throw new InputException($"{path} is not {kind}: {e.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"no such file: {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"cannot read {path}: {e.Message}");
        }
    }
}
