using System.Text;

namespace Cascade.Samples.Console.Live;

/// <summary>A full-screen picture in a terminal that is drawn over itself; what was on the screen comes back at the end.</summary>
internal sealed class Screen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J", Leave = "\e[0m\e[?25h\e[?1049l";

    private readonly TextWriter _writer;
    private readonly StringBuilder _text = new();

    public Screen(TextWriter writer)
    {
        _writer = writer;
        _writer.Write(Enter);
        _writer.Flush();
    }

    /// <summary>Draws lines from the top; the rest is cleared.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        _text.Clear().Append("\e[H");
        foreach (string line in lines)
            _text.Append(line).Append("\e[0m\e[K\r\n");
        _writer.Write(_text.Append("\e[J").ToString());
        _writer.Flush();
    }

    public void Dispose()
    {
        _writer.Write(Leave);
        _writer.Flush();
    }
}
