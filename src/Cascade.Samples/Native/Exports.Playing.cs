using System.Runtime.InteropServices;
using Cascade.Dsp;

namespace Cascade.Samples.Native;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cascade_note_on")]
    public static int NoteOn(ulong engine, int channel, int key, float velocity) => Now(engine, EventKind.NoteOn, channel, key, velocity);

    [UnmanagedCallersOnly(EntryPoint = "cascade_note_off")]
    public static int NoteOff(ulong engine, int channel, int key) => Now(engine, EventKind.NoteOff, channel, key, 0.5f);

    [UnmanagedCallersOnly(EntryPoint = "cascade_control")]
    public static int Control(ulong engine, int channel, int controller, float value) =>
        Now(engine, EventKind.Control, channel, controller, value);

    [UnmanagedCallersOnly(EntryPoint = "cascade_pitch_bend")]
    public static int PitchBend(ulong engine, int channel, float value) => Now(engine, EventKind.PitchBend, channel, 0, value);

    [UnmanagedCallersOnly(EntryPoint = "cascade_program")]
    public static int Program(ulong engine, int channel, int program) => Now(engine, EventKind.Program, channel, program, 0);

    [UnmanagedCallersOnly(EntryPoint = "cascade_parameter")]
    public static int Parameter(ulong engine, int channel, int number, float value)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        if (found.DeviceOf(channel) is not { } device || (uint)number >= (uint)device.Parameters.Count)
            return OutOfRange();
        return device.Parameters[number].Kind == ParameterKind.Meter
            ? Failure.Because(Status.InvalidArgument, "The parameter is a meter: it is read, not set.")
            : Send(found, found.Engine.EventFor(device, device.Parameters[number], value));
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_send")]
    public static int SendEvent(ulong engine, NativeEvent* e)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        if (e is null)
            return Failure.NullPointer();
        var kind = (EventKind)e->Kind;
        if (kind > EventKind.KeyTuning || e->Reserved != 0)
            return Failure.Because(Status.InvalidArgument, "The event is of no known kind, or its reserved field is not 0.");
        if (kind != EventKind.Parameter && (e->Channel > 15 || e->Number > 127))
            return OutOfRange();
        return Send(found, new EngineEvent(Math.Max(0, e->Time), kind, e->Channel, e->Number, e->Value)
        {
            Port = e->Port,
            Part = e->Part,
            Slot = e->Slot,
            Note = e->Note,
        });
    }

    private static int Now(ulong engine, EventKind kind, int channel, int number, float value)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        return (uint)channel <= 15 && (uint)number <= 127
            ? Send(found, new EngineEvent(found.Engine.Position, kind, (byte)channel, (ushort)number, value))
            : OutOfRange();
    }

    private static int Send(NativeEngine engine, in EngineEvent e)
    {
        Status status = engine.Send(e);
        return status switch
        {
            Status.Ok => 0,
            Status.Busy => Failure.Because(status, "Another thread plays this engine."),
            _ => Failure.Because(status, "Too many events wait to be rendered."),
        };
    }

    private static int OutOfRange() =>
        Failure.Because(Status.InvalidArgument, "The channel, key, controller, program or parameter is out of range.");
}
