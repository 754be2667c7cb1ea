using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests;

/// <summary>Devices without an engine.</summary>
internal static class ReadyExtension
{
    /// <summary>Prepares a device and gives it back.</summary>
    public static T Ready<T>(this T device, int sampleRate = 48_000, LaneWidth width = LaneWidth.Auto,
        LaneArithmetic arithmetic = LaneArithmetic.Auto) where T : Device
    {
        device.Prepare(new EngineSettings { SampleRate = sampleRate, Width = width, Arithmetic = arithmetic });
        return device;
    }
}
