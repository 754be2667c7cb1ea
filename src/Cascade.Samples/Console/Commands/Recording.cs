using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary>A sequence that has been rendered into a file.</summary>
/// <param name="Result">What was rendered.</param>
/// <param name="Loudness">How loud it is.</param>
/// <param name="Path">The file.</param>
/// <param name="ClippedSamples">How many samples the file could not hold.</param>
internal sealed record Recording(RenderResult Result, Loudness Loudness, string Path, long ClippedSamples)
{
    private const double CloseEnough = 0.05;
    private const double LeastYield = 0.1;
    private const int MostTakes = 5;

    /// <summary>Renders a sequence into a file, with a progress bar if a person watches.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="engine">Plays; a limiter at the end of its effects is given what gain a wanted loudness takes.</param>
    /// <param name="sequence">What is played.</param>
    /// <param name="create">Starts the file.</param>
    /// <param name="options">How the sequence ends.</param>
    /// <param name="level">How loud the file is to become, if that matters.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The command was interrupted.</exception>
    public static Recording Make(Terminal terminal, VoiceEngine engine, Sequence sequence, Func<WaveWriter> create,
        PerformanceOptions options, LevelTarget? level = null)
    {
        // Gains are found before the file is written. A limiter takes back some of each, so the next step is as much larger.
        float own = engine.MasterGainDecibels;
        double gain = 0, yield = 1, before = 0;
        for (int take = 1; level is { } wanted && take < MostTakes; take++)
        {
            var meter = new LoudnessMeter(engine.SampleRate);
            Render(terminal, engine, sequence, new MeteredSink(meter, null), options, take == 1 ? "measuring" : "measuring again");
            // Noises and movements begin anew, and what was cut off while it rang is gone.
            engine.Reset();
            engine.MasterGainDecibels = own + (float)gain;
            double missing = wanted.GainFrom(meter.Loudness);
            if (Math.Abs(missing) < CloseEnough)
                break;
            if (take > 1)
                yield = Math.Clamp(yield * (before - missing) / before, LeastYield, 1);
            gain += missing / yield;
            before = missing;
            engine.MasterGainDecibels = own + (float)gain;
            // Where a limiter has a part in it, the outcome is to be measured again.
            if (!wanted.IsLoudness || engine.Effects is not [.., Limiter])
                break;
        }
        return Write(terminal, engine, sequence, create, options);
    }

    /// <summary>True if the file system refuses to write.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

    public static InputException Refused(string path, Exception e) => new($"cannot write {path}: {e switch
    {
        DirectoryNotFoundException => "there is no such folder.",
        UnauthorizedAccessException => "access is denied.",
        _ => e.Message,
    }}");

    private static Recording Write(Terminal terminal, VoiceEngine engine, Sequence sequence, Func<WaveWriter> create,
        PerformanceOptions options)
    {
        using WaveWriter writer = create();
        try
        {
            var meter = new LoudnessMeter(engine.SampleRate);
            RenderResult result = Render(terminal, engine, sequence, new MeteredSink(meter, writer), options, "rendering");
            writer.Complete();
            return new Recording(result, meter.Loudness, writer.Path, writer.ClippedSamples);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(writer.Path, e);
        }
    }

    private static RenderResult Render(Terminal terminal, VoiceEngine engine, Sequence sequence, IAudioSink sink,
        PerformanceOptions options, string what)
    {
        RenderResult result = terminal.IsInteractive
            ? terminal.Output.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                    OfflineRenderer.Render(engine, sequence, sink, options, new Bar(context.AddTask(what, maxValue: 1)),
                    terminal.Cancellation))
            : OfflineRenderer.Render(engine, sequence, sink, options, null, terminal.Cancellation);
        terminal.Cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private sealed class MeteredSink(LoudnessMeter meter, WaveWriter? writer) : IAudioSink
    {
        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            meter.Add(left, right);
            writer?.Write(left, right);
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
