using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary>Where a command writes, and what interrupts it.</summary>
internal sealed class Terminal
{
    // Wide enough that no path is broken where nobody looks at columns.
    private const int PlainWidth = 200;

    private readonly TextWriter _output, _error;

    public Terminal(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        _output = output;
        _error = error;
        Cancellation = cancellationToken;
        IsInteractive = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected
            && !System.Console.IsErrorRedirected;
        Output = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsInteractive)
            Output.Profile.Width = PlainWidth;
    }

    public IAnsiConsole Output { get; }

    /// <summary>True if a person watches.</summary>
    public bool IsInteractive { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Writes a line, to the error writer where the output holds something else.</summary>
    public void Say(bool toError, string line) => (toError ? _error : _output).WriteLine(line);

    public void Warn(string message) => _error.WriteLine($"warning: {message}");

    public void Fail(string message) => _error.WriteLine($"error: {message}");
}
