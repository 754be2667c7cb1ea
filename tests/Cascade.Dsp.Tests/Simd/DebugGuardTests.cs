using System.Diagnostics;
using System.Reflection;
using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Simd;

/// <summary>In a Debug build a kernel that is entered with a wrong length says so; in a Release build nothing is left of the
/// guards.</summary>
public sealed class DebugGuardTests
{
    private static bool IsDebug { get; } =
        typeof(VoiceEngine).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    [Fact]
    public void A_wrong_length_is_told_with_the_entry_and_what_is_wrong()
    {
        var bank = new Resonators(16, 48_000, LaneWidth.Auto);
        float[] block = new float[Instrument.BlockSize], longer = new float[Instrument.BlockSize + 1];
        bank.Render(block, block, block, 0);
        AssertTold(() => bank.Render(block, longer, block, 0), "Render", "left", "33");
        AssertTold(() => bank.Rings(10, 8), "Rings", "first", "10");
    }

    private static void AssertTold(Action action, params string[] words)
    {
        Exception? e = Record.Exception(action);
        Assert.Equal(IsDebug, e is not null);
        foreach (string word in IsDebug ? words : [])
            Assert.Contains(word, e!.ToString(), StringComparison.Ordinal);
    }
}
