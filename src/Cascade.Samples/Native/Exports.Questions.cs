using System.Runtime.InteropServices;
using Cascade.Dsp;

namespace Cascade.Samples.Native;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cascade_position")]
    public static long GetPosition(ulong engine) =>
        EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.Position : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_active_voices")]
    public static int GetActiveVoices(ulong engine) =>
        EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.ActiveVoices : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_latency")]
    public static int GetLatency(ulong engine) =>
        EngineTable.TryFind(engine, out NativeEngine? found) ? found.Engine.LatencyFrames : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_width")]
    public static int GetWidth(ulong engine) =>
        EngineTable.TryFind(engine, out NativeEngine? found) ? (int)found.Engine.Width : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_parameter_count")]
    public static int GetParameterCount(ulong engine, int channel)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        return found.DeviceOf(channel) is { } device ? device.Parameters.Count : NoChannel();
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
        if (found.DeviceOf(channel) is not { } device || (uint)number >= (uint)device.Parameters.Count)
            return NoChannel();
        Parameter parameter = device.Parameters[number];
        info->Kind = (int)parameter.Kind;
        info->Unit = (int)parameter.Unit;
        info->Taper = (int)parameter.Taper;
        info->Minimum = parameter.Minimum;
        info->Maximum = parameter.Maximum;
        info->Standard = device.Parameters.StartOf(parameter);
        Write(parameter.Id, info->Id, NativeParameterInfo.NameLength);
        Write(parameter.Name, info->Name, NativeParameterInfo.NameLength);
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_find_parameter")]
    public static int FindParameter(ulong engine, int channel, byte* id)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? found))
                return Failure.NoEngine();
            if (id is null)
                return Failure.NullPointer();
            string text = Marshal.PtrToStringUTF8((nint)id)!;
            if (found.DeviceOf(channel) is { } device)
                for (int number = 0; number < device.Parameters.Count; number++)
                    if (device.Parameters[number].Id == text)
                        return number;
            return NoChannel();
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_get_parameter")]
    public static int GetParameter(ulong engine, int channel, int number, float* value)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        if (value is null)
            return Failure.NullPointer();
        if (found.DeviceOf(channel) is not { } device || (uint)number >= (uint)device.Parameters.Count)
            return NoChannel();
        *value = device.Get(device.Parameters[number]);
        return 0;
    }

    private static int NoChannel() => Failure.Because(Status.NotFound, "There is no such parameter, or no effect of that channel.");
}
