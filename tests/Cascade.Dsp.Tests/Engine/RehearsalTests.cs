using Cascade.Dsp.Instruments;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Instruments run all they do before they are heard, once for their kind.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task Who_prepares_an_instrument_while_another_of_its_kind_rehearses_does_not_go_without()
    {
        using var started = new ManualResetEventSlim();
        using var goes = new ManualResetEventSlim();
        var first = new Rehearsing(started, goes);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task preparing = Task.Run(() => new VoiceEngine(first), cancellation);
        started.Wait(cancellation);
        var second = new Rehearsing(null, null);
        _ = new VoiceEngine(second);
        int heardMeanwhile = second.Events;
        goes.Set();
        await preparing;
        var third = new Rehearsing(null, null);
        _ = new VoiceEngine(third);
        // Every kind of event and controller, and not only what the engine itself tries.
        Assert.True(heardMeanwhile > 128, $"{heardMeanwhile} events");
        Assert.True(third.Events < 128, $"{third.Events} events");
    }

    [Fact]
    public void An_engine_that_does_not_rehearse_lets_its_instruments_and_effects_stand()
    {
        var options = new EngineOptions { Rehearses = false };
        Standing[] instruments = [new(), new(), new()];
        Counting[] effects = [new(), new(), new()];
        var engine = new VoiceEngine(instruments[0], options, effects[0]);
        _ = new VoiceEngine(new Rack(new Part(instruments[1], effects[1])), options);
        engine.Exchange(instruments[0], instruments[2]);
        engine.SetEffects(effects[2]);
        Assert.All(instruments, instrument => Assert.Equal(0, instrument.Events));
        Assert.All(effects, effect => Assert.Equal(0, effect.Frames));
        (Standing instrument, Counting effect) rehearsed = (new(), new());
        _ = new VoiceEngine(rehearsed.instrument, null, rehearsed.effect);
        Assert.True(rehearsed.instrument.Events > 0 && rehearsed.effect.Frames > 0);
    }

    [Fact]
    public void A_rehearsal_without_an_instrument_is_silent()
    {
        var silence = new SilentInstrument();
        float[] left = [1, -1], right = [0.5f, 2];
        silence.Render(left, right);
        Assert.Equal([0f, 0, 0, 0], [.. left, .. right]);
        Assert.Equal(0, silence.ActiveVoices);
    }

    private sealed class Counting() : Effect("counting")
    {
        public int Frames { get; private set; }

        public override int LatencyFrames => 0;

        public override int TailFrames => 0;

        protected override void Run(Span<float> left, Span<float> right) => Frames += left.Length;

        protected override void Silence()
        {
        }

        protected override void Setup(EngineSettings settings)
        {
        }
    }

    // A kind of its own: a kind rehearses once.
    private sealed class Standing() : Rehearsing(null, null);

    private class Rehearsing(ManualResetEventSlim? started, ManualResetEventSlim? goes) : Instrument("rehearsing")
    {
        public int Events { get; private set; }

        public override int ActiveVoices => 0;

        public override void Apply(in EngineEvent e, int offset)
        {
            Events++;
            started?.Set();
            goes?.Wait();
        }

        public override void Render(Span<float> left, Span<float> right)
        {
            left.Clear();
            right.Clear();
        }

        protected override void Setup(EngineSettings settings)
        {
        }

        protected override void Clear()
        {
        }
    }
}
