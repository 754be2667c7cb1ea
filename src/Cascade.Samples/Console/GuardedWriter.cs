using System.Text;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console;

/// <summary>Writes on. A device that takes no more, closed or full, ends the command with one line; where only messages are lost, nothing
/// happens.</summary>
internal sealed class GuardedWriter(TextWriter inner, bool isEssential) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Guard(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Guard(() => inner.Write(value));

    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            if (isEssential)
                throw new InputException($"standard output takes no more: {InputFile.Reason(e)}");
        }
    }
}
