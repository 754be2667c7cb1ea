using Cascade.Dsp;
using Cascade.Dsp.Events;
using Cascade.Dsp.Output;
using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary>Renders a sequence into a file, with a progress bar if a person watches.</summary>
internal static class Recording
{
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The command was interrupted.</exception>
    public static RenderResult Make(Terminal terminal, VoiceEngine engine, Sequence sequence, WaveWriter writer, OfflineOptions options)
    {
        try
        {
            RenderResult result = terminal.IsInteractive
                ? terminal.Output.Progress().AutoClear(true).HideCompleted(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                    .Start(context => OfflineRenderer.Render(engine, sequence, writer, options, new Bar(context.AddTask("rendering", maxValue: 1)), terminal.Cancellation))
                : OfflineRenderer.Render(engine, sequence, writer, options, null, terminal.Cancellation);
            terminal.Cancellation.ThrowIfCancellationRequested();
            writer.Complete();
            return result;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(writer.Path, e);
        }
    }

    /// <summary>True if the file system refuses to write.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

    public static InputException Refused(string path, Exception e) => new($"cannot write {path}: {e switch
    {
        DirectoryNotFoundException => "there is no such folder.",
        UnauthorizedAccessException => "access is denied.",
        _ => e.Message,
    }}");

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
