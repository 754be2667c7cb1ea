using System.Runtime.InteropServices;
using System.Text;

namespace Cascade.Samples.Console.Live;

/// <summary>A full-screen picture in a terminal that is drawn over itself; what was on the screen comes back at the end, and while the
/// process is suspended (Ctrl-Z).</summary>
internal sealed partial class Screen : IDisposable
{
    private const string EnterText = "\e[?1049h\e[?25l\e[2J", LeaveText = "\e[0m\e[?25h\e[?1049l";

    private readonly TextWriter _writer;
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration? _suspend, _resume;
    private string _drawn = "";
    private bool _isThere;

    public Screen(TextWriter writer)
    {
        _writer = writer;
        Enter();
        if (OperatingSystem.IsWindows())
            return;
        _suspend = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            Leave();
            _ = Kill(Environment.ProcessId, OperatingSystem.IsMacOS() ? 17 : 19);
        });
        _resume = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Enter());
    }

    /// <summary>Draws lines from the top; the rest is cleared. What is there already is not drawn again.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        _text.Clear().Append("\e[H").AppendJoin("\r\n", lines.Select(line => $"{line}\e[0m\e[K")).Append("\e[J");
        lock (_lock)
        {
            string text = _text.ToString();
            if (!_isThere || text == _drawn)
                return;
            Write(text);
            _drawn = text;
        }
    }

    public void Dispose()
    {
        _suspend?.Dispose();
        _resume?.Dispose();
        Leave();
    }

    private void Enter() => Switch(true, EnterText);

    private void Leave() => Switch(false, LeaveText);

    private void Switch(bool isThere, string text)
    {
        lock (_lock)
        {
            if (_isThere == isThere)
                return;
            _isThere = isThere;
            _drawn = "";
            Write(text);
        }
    }

    private void Write(string text)
    {
        _writer.Write(text);
        _writer.Flush();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
