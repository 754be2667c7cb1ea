using System.Text;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary>Where a command writes, and what interrupts it.</summary>
internal sealed class Terminal : IDisposable
{
    // Wide enough that no path is broken where nobody looks at columns.
    private const int PlainWidth = 200;

    private readonly GuardedWriter _output, _error;
    private readonly bool _isErrorSeen;

    public Terminal(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        _isErrorSeen = ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected;
        IsInteractive = _isErrorSeen && ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        _output = new GuardedWriter(output, isEssential: true);
        _error = new GuardedWriter(error, isEssential: false);
        Cancellation = cancellationToken;
    }

    /// <summary>For tables and pictures; made when first asked for.</summary>
    public IAnsiConsole Output => field ??= Console(_output, IsInteractive);

    /// <summary>True if a person watches.</summary>
    public bool IsInteractive { get; }

    /// <summary>True for nothing but errors.</summary>
    public bool IsQuiet { get; set; }

    public CancellationToken Cancellation { get; }

    /// <summary>The writer beneath <see cref="Output"/>.</summary>
    public TextWriter Writer => _output;

    /// <summary>A table with columns of these names; of none of them without a head. Bare where nobody looks.</summary>
    public Table Table(params string[] columns)
    {
        Table table = new Table().Border(IsInteractive ? TableBorder.Rounded : TableBorder.None).AddColumns(columns);
        return columns.All(c => c.Length == 0) ? table.HideHeaders() : table;
    }

    /// <summary>Writes a line, to the error writer where the output holds something else.</summary>
    public void Say(bool toError, string line) => (toError ? _error : _output).WriteLine(line);

    public void Warn(string message)
    {
        if (!IsQuiet)
            _error.WriteLine($"warning: {Plain.Text(message)}");
    }

    public void Fail(string message) => _error.WriteLine($"error: {Plain.Text(message)}");

    /// <summary>Does some work while bars on the error terminal show how far it is.</summary>
    /// <param name="work">Starts a bar by its name, from any thread; null where nobody watches.</param>
    public void WithProgress(Action<Func<string, IProgress<double>?>> work)
    {
        if (!_isErrorSeen || IsQuiet)
        {
            work(_ => null);
            return;
        }
        Console(_error, true).Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(name => new Bar(context.AddTask(Plain.Cell(name), maxValue: 1))));
    }

    /// <summary>The writers beneath stay open.</summary>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static IAnsiConsole Console(TextWriter writer, bool isSeen)
    {
        bool isPlain = !isSeen || Environment.GetEnvironmentVariable("TERM") is "dumb";
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new Target(writer, isSeen),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Yes,
        });
    }

    private sealed class Target(TextWriter writer, bool isSeen) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isSeen;

        public int Width => isSeen && System.Console.WindowWidth is > 0 and int width ? width : PlainWidth;

        public int Height => isSeen && System.Console.WindowHeight is > 0 and int height ? height : 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
