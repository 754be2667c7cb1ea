using System.CommandLine;
using Cascade.Samples.Console.Commands;

namespace Cascade.Samples.Console.Options;

/// <summary>The options that say where sound files go and what is told of them.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = $"The sound file, by its name {SoundKind.Names}; a folder; or - for standard output. Without it: beside you, by "
            + $"the song's name.",
        HelpName = "file|folder",
    };
    private readonly Option<SoundKind?> _kind = new("--type")
    {
        Description = $"The kind of file where --out names none: {SoundKind.Names}. All but WAV take ffmpeg. [default: wav]",
        HelpName = "type",
        CustomParser = result =>
        {
            SoundKind? kind = SoundKind.Find(result.Tokens[0].Value);
            if (kind is null)
                result.AddError($"--type is one of {SoundKind.Names}, not {result.Tokens[0].Value}.");
            return kind;
        },
    };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Replaces files that are there already." };
    private readonly Option<bool> _json = new("--json") { Description = "Tells the results as JSON, a line for each file." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Tells nothing but errors." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_out, _kind, _force, _json, _quiet])
            command.Add(option);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>Where each of some sounds goes; nothing is written yet.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sources">The songs' paths, or what else names a file; <see cref="InputFile.Standard"/> is standard input.</param>
    /// <exception cref="InputException">A name is no target, two are the same, or a file is there already.</exception>
    public Target[] For(ParseResult parsed, params IReadOnlyList<string> sources)
    {
        Target[] targets = [.. sources.Select(source => One(parsed, source, sources.Count))];
        var taken = new Dictionary<string, string>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach ((string source, Target target) in sources.Zip(targets).Where(p => !p.Second.IsStandardOutput))
        {
            string path = target.Path;
            if (!taken.TryAdd(Path.GetFullPath(path), source))
                throw new InputException($"{taken[Path.GetFullPath(path)]} and {source} would both become {path}; render them apart.");
            if (IsSame(path, source))
                throw new InputException($"{path} is the song itself; give the sound file another name.");
            if (!target.Replaces && Path.Exists(path))
                throw new InputException($"{path} is there already; --force replaces it.");
        }
        return targets;
    }

    // Also where one of them is a link to the other.
    private static bool IsSame(string path, string source)
    {
        try
        {
            return OutputFile.Resolved(path) == OutputFile.Resolved(source);
        }
        catch (IOException)
        {
            // A link in a circle; whoever opens it says so.
            return false;
        }
    }

    private Target One(ParseResult parsed, string source, int count)
    {
        string? path = parsed.GetValue(_out);
        SoundKind? kind = parsed.GetValue(_kind);
        bool replaces = parsed.GetValue(_force);
        if (path == InputFile.Standard || (path is null && source == InputFile.Standard))
            return count == 1 ? new Target(InputFile.Standard, kind ?? SoundKind.Wave, replaces)
                : throw new InputException("one sound alone can go to standard output.");
        bool isFolder = path is null || Directory.Exists(path) || Path.EndsInDirectorySeparator(path);
        string name = source == InputFile.Standard ? "stdin" : Path.GetFileNameWithoutExtension(source);
        if (isFolder)
        {
            if (path is not null && !Directory.Exists(path))
                throw new InputException($"cannot write to {path}: there is no such folder.");
            return new Target(Path.Combine(path ?? "", $"{name}.{(kind ?? SoundKind.Wave).Name}"), kind ?? SoundKind.Wave, replaces);
        }
        if (count > 1)
            throw new InputException($"{path} is no folder: it would be the file of all {count} songs.");
        if ((kind ?? SoundKind.Of(path!)) is not { } known)
            throw new InputException($"{path} is neither a folder nor a kind of file that can be written: {SoundKind.Names}.");
        return SoundKind.Of(path!) is { } named && named != known
            ? throw new InputException($"--type {known.Name} and the name {path} are two kinds of file.")
            : new Target(path!, known, replaces);
    }
}
