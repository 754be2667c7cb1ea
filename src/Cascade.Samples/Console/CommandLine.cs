using System.CommandLine;
using System.CommandLine.Parsing;
using Cascade.Samples.Console.Analyze;
using Cascade.Samples.Console.Commands;
using Cascade.Samples.Console.Live;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Soak;

namespace Cascade.Samples.Console;

/// <summary>The commands of <c>cascade</c>. START HERE.</summary>
public static class CommandLine
{
    /// <summary>The exit code when all went well.</summary>
    public const int Success = 0;

    /// <summary>The exit code when the input was not good; the reason is one line on the error writer.</summary>
    public const int BadInput = 2;

    /// <summary>The exit code when the command was interrupted, as shells expect it.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">For results.</param>
    /// <param name="error">For warnings and the reason of a failure.</param>
    /// <param name="cancellationToken">Interrupts the command, which takes its partial file away.</param>
    /// <returns><see cref="Success"/>, <see cref="BadInput"/> or <see cref="Interrupted"/>.</returns>
    public static int Invoke(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var terminal = new Terminal(output, error, cancellationToken);
        try
        {
            ParseResult parsed = Build(terminal).Parse(args.Count > 0 ? args : ["--help"]);
            if (parsed.UnmatchedTokens is [string unknown, ..])
                throw new InputException($"{unknown} is no command or option here; see cascade --help.");
            foreach (ParseError problem in parsed.Errors)
                throw new InputException($"{FirstLine(problem.Message)} See cascade --help.");
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (InputException e)
        {
            terminal.Fail(e.Message);
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            terminal.Fail("interrupted; nothing was written.");
            return Interrupted;
        }
    }

    internal static RootCommand Build(Terminal terminal) => new("Cascade plays MIDI files, into WAV files and live.")
    {
        RenderCommand.Build(terminal),
        PlayCommand.Build(terminal),
        LiveCommand.Build(terminal),
        SoakCommand.Build(terminal),
        NoteCommand.Build(terminal),
        AnalyzeCommand.Build(terminal),
        AnalyzeNoteCommand.Build(terminal),
        EffectsCommand.Build(terminal),
        InfoCommand.Build(terminal),
        PresetsCommand.Build(terminal),
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
