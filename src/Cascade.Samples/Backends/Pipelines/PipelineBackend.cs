using System.Threading.Channels;
using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Pipelines;

/// <summary>Stages joined by bounded channels: frequency, waveform, envelope, buffer. The notes of all requests flow through them side by
/// side; the two stages that compute have a task for every processor.</summary>
public sealed class PipelineBackend : ConfiguredBackend
{
    private readonly EnginePool _engines = new();
    private readonly Stage[] _stages;
    private readonly StepStage _steps;

    /// <summary>Starts the stages.</summary>
    /// <param name="workers">Tasks of the waveform and the envelope stage each; null for one a processor.</param>
    public PipelineBackend(int? workers = null) : base("pipeline")
    {
        int count = workers ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(workers));
        var buffer = new Stage("buffer", 1, Gather, null);
        var envelope = new Stage("envelope", count, Shape, buffer, computes: true);
        var waveform = new Stage("waveform", count, Sound, envelope, computes: true);
        StepStage? steps = null;
        for (int i = 0; i < IStepwise.Steps; i++)
            steps = new StepStage(steps);
        _steps = steps!;
        _stages = [new Stage("frequency", 1, Tune, waveform), waveform, envelope, buffer];
    }

    /// <summary>How many notes wait for each stage, and how many each has done.</summary>
    public IReadOnlyList<(string Stage, int Waiting, long Done)> Monitor => [.. _stages.Select(s => (s.Name, s.Waiting, s.Done))];

    internal override async Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken)
    {
        var parts = new JobInParts(job, cancellationToken);
        using CancellationTokenRegistration ends = cancellationToken.Register(parts.Cancel);
        for (int i = job.Waveform is null ? -1 : 0; i < job.Request.Notes.Count && !parts.IsOver; i++)
        {
            await TakeAsync(new NoteInWork(parts, i), cancellationToken).ConfigureAwait(false);
            if (i < 0)
                break;
        }
        return await parts.Answer.ConfigureAwait(false);
    }

    internal override async Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken)
    {
        try
        {
            await _steps.TakeAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new BackendException("The pipeline is shut down.", e);
        }
        return await work.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override BackendHealth Check() =>
        new(true, string.Join(", ", Monitor.Select(s => $"{s.Stage} {s.Waiting} waiting, {s.Done} done")));

    /// <inheritdoc/>
    protected override async ValueTask StopAsync()
    {
        await _stages[0].CompleteAsync().ConfigureAwait(false);
        await _steps.CompleteAsync().ConfigureAwait(false);
    }

    private async Task TakeAsync(NoteInWork note, CancellationToken cancellationToken)
    {
        try
        {
            await _stages[0].TakeAsync(note, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new BackendException("The pipeline is shut down.", e);
        }
    }

    private static NoteInWork Tune(NoteInWork note) => note.Index < 0 ? note : note with { Frequency = Tone.FrequencyOf(note.Note.Key) };

    private NoteInWork Sound(NoteInWork note)
    {
        if (note.Index >= 0)
            return note with { Wave = Tone.Wave(note.Job.Waveform!.Value, note.Frequency, note.Note, note.Job.Configuration) };
        PooledEngine engine = _engines.Rent(note.Job);
        float[] sound = engine.ReadAll(note.Parts.CancellationToken);
        _engines.Return(engine);
        return note with { Wave = sound };
    }

    private static NoteInWork Shape(NoteInWork note)
    {
        if (note.Index >= 0)
            Tone.Shape(note.Wave, note.Note, note.Job.Configuration);
        return note;
    }

    private static NoteInWork? Gather(NoteInWork note)
    {
        if (note.Index < 0)
            note.Parts.Complete(Mixdown.ToInt16(note.Wave));
        else if (note.Parts.Finish(note.Index, note.Wave))
            note.Parts.Complete();
        return null;
    }
}
