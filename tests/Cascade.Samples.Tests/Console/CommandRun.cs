using Cascade.Dsp;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console;

/// <summary>What a command line did.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(params string[] args) => Of(TestContext.Current.CancellationToken, args);

    public static CommandRun Of(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CommandLine.Invoke(args, output, error, cancellationToken);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a song of one second to a path: a note, held half of it.</summary>
    public static string WriteSong(string path, double seconds = 1, float velocity = 0.8f)
    {
        EngineEvent[] events = [EngineEvent.NoteOn(0, 60, velocity), EngineEvent.NoteOff(24_000, 60)];
        Song.FromSequence(new Sequence(events, 48_000, (long)(seconds * 48_000))).Write(path);
        return path;
    }

    /// <summary>Fails unless the command ended with one line of error and left the folder as it was.</summary>
    public void AssertRefused(string message, string folder, params string[] files)
    {
        Assert.Equal(CommandLine.BadInput, ExitCode);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains(message, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(Output);
        Assert.Equal(files.Order(), Directory.GetFileSystemEntries(folder).Order());
    }
}
