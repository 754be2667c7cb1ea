using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Pipelines;

namespace Cascade.Backends.Tests;

public sealed class PipelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_note_passes_every_stage_and_no_channel_holds_more_than_a_hundred()
    {
        await using var pipeline = new PipelineBackend(workers: 1);
        var many = new SoundRequest
        {
            Instrument = "triangle",
            Notes = [.. Enumerable.Range(0, 1_000).Select(i => new NoteRequest(i % 128, 0.5f, 0.001 * i, 0.05))],
        };
        Task<RenderedSound> task = pipeline.PlayAsync(many, Cancellation);
        int most = 0;
        while (!task.IsCompleted)
        {
            most = Math.Max(most, pipeline.Monitor.Max(stage => stage.Waiting));
            await Task.Yield();
        }
        await task;
        Assert.InRange(most, 1, 100);
        Assert.Equal(["frequency", "waveform", "envelope", "buffer"], pipeline.Monitor.Select(s => s.Stage));
        Assert.All(pipeline.Monitor, stage => Assert.Equal((0, 1_000), (stage.Waiting, (int)stage.Done)));
    }

    [Fact]
    public async Task All_stages_finish_what_they_have_before_the_end()
    {
        var pipeline = new PipelineBackend(workers: 2);
        Task<RenderedSound>[] tasks = [.. Enumerable.Range(0, 20).Select(i =>
            pipeline.PlayAsync(new SoundRequest { Instrument = "sine", Notes = [new NoteRequest(40 + i)] }, Cancellation))];
        await Task.Delay(20, Cancellation);
        await pipeline.DisposeAsync();
        Assert.All(await Task.WhenAll(tasks), sound => Assert.NotEmpty(sound.Samples));
    }
}
