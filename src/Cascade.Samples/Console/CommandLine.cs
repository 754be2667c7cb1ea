using System.CommandLine;
using System.CommandLine.Parsing;
using Cascade.Samples.Console.Analyze;
using Cascade.Samples.Console.Commands;
using Cascade.Samples.Console.Compare;
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

    private static readonly Dictionary<string, Func<Terminal, Command>> s_commands = new()
    {
        ["render"] = RenderCommand.Build,
        ["play"] = PlayCommand.Build,
        ["live"] = LiveCommand.Build,
        ["soak"] = SoakCommand.Build,
        ["note"] = NoteCommand.Build,
        ["analyze"] = AnalyzeCommand.Build,
        ["analyze-note"] = AnalyzeNoteCommand.Build,
        ["effects"] = EffectsCommand.Build,
        ["info"] = InfoCommand.Build,
        ["presets"] = PresetsCommand.Build,
        ["compare"] = CompareCommand.Build,
        ["devices"] = DevicesCommand.Build,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">For results.</param>
    /// <param name="error">For warnings and the reason of a failure.</param>
    /// <param name="cancellationToken">Interrupts the command, which takes its partial file away.</param>
    /// <returns><see cref="Success"/>, <see cref="BadInput"/> or <see cref="Interrupted"/>.</returns>
    public static int Invoke(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        using var terminal = new Terminal(output, error, cancellationToken);
        try
        {
            RequireFolder();
            // A song may be called @song.mid: no name of a file is taken for a list of arguments.
            ParseResult parsed = Build(terminal, args.Count > 0 ? args[0] : null).Parse(args.Count > 0 ? args : ["--help"],
                new ParserConfiguration { ResponseFileTokenReplacer = null });
            Require(parsed, [.. args.TakeWhile(arg => arg != "--")]);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Writer,
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
        catch (ReaderGoneException)
        {
            return Success;
        }
        catch (OperationCanceledException)
        {
            terminal.Fail("interrupted; nothing was written.");
            return Interrupted;
        }
    }

    /// <summary>The commands, or the one that is named alone: to make the options of all takes longer than to parse a line.</summary>
    internal static RootCommand Build(Terminal terminal, string? name = null)
    {
        var root = new RootCommand("Cascade plays MIDI files, into sound files and live.");
        if (name is not null && s_commands.TryGetValue(name, out Func<Terminal, Command>? only))
            root.Add(only(terminal));
        else
            foreach (Func<Terminal, Command> build in s_commands.Values)
                root.Add(build(terminal));
        return root;
    }

    // What begins with a hyphen is an option or a mistake, never a name; what follows -- is a name.
    private static void Require(ParseResult parsed, string[] args)
    {
        if (args.Contains(""))
            throw new InputException("an argument is empty; where a name should be there is none.");
        CommandResult command = parsed.CommandResult;
        foreach (string arg in args)
            RequireWhole(arg, command);
        IEnumerable<string> names = command.Children.SelectMany(child => child switch
        {
            ArgumentResult argument => argument.Tokens,
            OptionResult { Option.ValueType: var type } option when type == typeof(string) => option.Tokens,
            _ => [],
        }).Select(token => token.Value).Concat(parsed.UnmatchedTokens);
        foreach (string name in names.Where(name => name is ['-', _, ..] && args.Contains(name)))
            throw new InputException($"{name} is no option of {Name(command)}; "
                + $"{Nearest.Hint(name.Split('=', ':')[0], Options(command), $"see {Name(command)} --help.")}");
        if (parsed.UnmatchedTokens is [string unknown, ..])
            throw new InputException(command.Command is RootCommand
                ? $"{unknown} is no command; "
                    + $"{Nearest.Hint(unknown, command.Command.Subcommands.Select(c => c.Name), "see cascade --help.")}"
                : $"{unknown} is one argument too many; see {Name(command)} --help.");
        foreach (ParseError problem in parsed.Errors)
            throw new InputException($"{problem.Message.Trim()} See {Name(command)} --help.");
    }

    private static string Name(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Name(parent)} {command.Command.Name}" : "cascade";

    private static IEnumerable<string> Options(CommandResult command) =>
        command.Command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name)).Append("--help").Where(n => n.Length > 2);

    // Several short options may stand together, -fq; a name such as -q.mid would come apart into an option and half a name.
    private static void RequireWhole(string arg, CommandResult command)
    {
        string word = arg.Split('=', ':')[0];
        if (word is not ['-', not '-', _, ..] || Short(command, word[1]) is not { } first)
            return;
        string hint = first.ValueType == typeof(bool) ? $"see {Name(command)} --help." : $"the value of -{word[1]} stands apart from it.";
        if (first.ValueType != typeof(bool) || word.Skip(1).Any(letter => Short(command, letter) is null))
            throw new InputException($"{arg} is no option of {Name(command)}; {Nearest.Hint(word, Options(command), hint)}");
    }

    private static Option? Short(CommandResult command, char letter) =>
        command.Command.Options.FirstOrDefault(o => o.Aliases.Contains($"-{letter}"));

    private static void RequireFolder()
    {
        try
        {
            _ = Directory.GetCurrentDirectory();
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw new InputException("the folder that the command runs in is gone; change into another.");
        }
    }
}
