namespace Cascade.Dsp.Tests.Engine;

/// <summary>What <see cref="RealTimeTests"/> asks of an engine, of each effect alone: no engine has warmed it.</summary>
/// <remarks>Strict in a process of its own.</remarks>
public sealed class RealTimeEffectTests
{
    private const int Blocks = 6000;

    public static TheoryData<string> Effects => [nameof(Equalizer), nameof(Chorus), nameof(Delay), nameof(Reverb), nameof(Limiter)];

    [Theory]
    [MemberData(nameof(Effects))]
    public void Nothing_is_collected_compiled_locked_or_thrown_on_the_audio_thread(string name)
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        Effect effect = New(name);
        ScaleEffect rehearsal = new ScaleEffect().Ready(AudioThread.Rate);
        effect.Ready(AudioThread.Rate);
        Exception rehearsed = RuntimeEvents.Mark("rehearsal"), start = RuntimeEvents.Mark("start of " + name),
            end = RuntimeEvents.Mark("end of " + name);
        int parameters = effect.Parameters.Count;
        AudioThread.Run(() =>
        {
            RuntimeEvents.Throw(rehearsed);
            Perform(rehearsal, 1, 1);
            Perform(rehearsal, 1, Blocks);
            RuntimeEvents.Throw(start);
            Perform(effect, parameters, Blocks);
            RuntimeEvents.Throw(end);
        });
        string[] found = events.Between("start of " + name, "end of " + name);
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    private static Effect New(string name) => name switch
    {
        nameof(Equalizer) => new Equalizer(10),
        nameof(Chorus) => new Chorus(),
        nameof(Delay) => new Delay(),
        nameof(Reverb) => new Reverb(),
        _ => new Limiter(),
    };

    // Sound, silence, sound with all parameters moving, and from the beginning.
    private static void Perform(Effect effect, int parameters, int blocks)
    {
        Span<float> left = stackalloc float[64], right = stackalloc float[64];
        uint noise = 1;
        for (int block = 0; block < blocks; block++)
        {
            bool isLoud = block % 1000 < 300;
            for (int i = 0; i < left.Length; i++)
            {
                noise = noise * 1664525 + 1013904223;
                left[i] = isLoud ? (int)noise / 1e9f : 0;
                right[i] = -left[i];
            }
            if (block > blocks / 2 && block % 3 == 0)
                effect.Move(block / 3 % parameters, block % 5 * 0.3f);
            int frames = block % 2 == 0 ? left.Length : 1 + block % left.Length;
            effect.Process(left[..frames], right[..frames]);
            if (block % 2500 == 2499)
                effect.Reset();
        }
    }
}
