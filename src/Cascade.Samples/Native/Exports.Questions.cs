using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Samples.Native;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cascade_position")]
    public static long GetPosition(ulong engine) => EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.Position : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_active_voices")]
    public static int GetActiveVoices(ulong engine) => EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.ActiveVoices : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_latency")]
    public static int GetLatency(ulong engine) => EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.LatencySamples : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_width")]
    public static int GetWidth(ulong engine) => EngineTable.TryFind(engine, out NativeEngine? found) ? (int)found.Engine.Width : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_parameter_count")]
    public static int GetParameterCount(ulong engine, int channel)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        return (uint)channel <= (uint)found.Engine.Effects.Length ? found.ParametersOf(channel).Length : NoChannel();
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_describe_parameter")]
    public static int DescribeParameter(ulong engine, int channel, int number, NativeParameterInfo* info)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        if (info is null)
            return Failure.NullPointer();
        if (info->Size != sizeof(NativeParameterInfo))
            return Failure.Because(Status.InvalidArgument, "The size of the description is not one that this version knows.");
        ReadOnlySpan<ParameterInfo> parameters = found.ParametersOf(channel);
        if ((uint)number >= (uint)parameters.Length)
            return NoChannel();
        ParameterInfo parameter = parameters[number];
        info->Unit = (int)parameter.Unit;
        info->Taper = (int)parameter.Taper;
        info->Minimum = parameter.Minimum;
        info->Maximum = parameter.Maximum;
        info->Standard = parameter.Default;
        Write(parameter.Name, info->Name, NativeParameterInfo.NameLength);
        return 0;
    }

    private static int NoChannel() => Failure.Because(Status.NotFound, "There is no such parameter, or no effect of that channel.");
}
