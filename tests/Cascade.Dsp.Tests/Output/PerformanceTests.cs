using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Tests.Output;

public class PerformanceTests
{
    private const int Rate = 48_000;

    [Fact]
    public void What_was_played_before_a_reset_is_let_go()
    {
        var performance = new Performance(new VoiceEngine(new SynthInstrument()));
        List<WeakReference> players = [.. Enumerable.Range(0, 20).Select(_ => Play(performance))];
        GC.Collect();
        Assert.Equal(1, players.Count(player => player.IsAlive));
        GC.KeepAlive(performance);
    }

    [Fact]
    public void What_was_set_and_never_played_is_let_go()
    {
        var performance = new Performance(new VoiceEngine(new SynthInstrument()));
        List<WeakReference> players = [.. Enumerable.Range(0, 20).Select(_ => Set(performance))];
        Assert.Equal(480, performance.ReadInterleaved(new float[960]));
        float[] sound = new float[9_600];
        performance.ReadInterleaved(sound);
        Assert.Contains(sound, sample => sample != 0);
        GC.Collect();
        Assert.Equal(1, players.Count(player => player.IsAlive));
        GC.KeepAlive(performance);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Set(Performance performance)
    {
        var player = new SequencePlayer(new Sequence([EngineEvent.NoteOn(0, 60, 0.5f)], Rate, length: 100_000), Rate);
        performance.Player = player;
        player.Play();
        return new WeakReference(player);
    }

    // Not inlined, so that nothing but the performance knows the player afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Play(Performance performance)
    {
        var player = new SequencePlayer(new Sequence([EngineEvent.NoteOn(0, 60, 0.5f)], Rate, length: 1_000), Rate);
        performance.Player = player;
        performance.Reset();
        player.Play();
        Assert.Equal(480, performance.ReadInterleaved(new float[960]));
        return new WeakReference(player);
    }
}
