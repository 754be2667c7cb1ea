using System.Runtime.InteropServices;
using Cascade.Dsp.Events;

namespace Cascade.Samples.Native;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cascade_note_on")]
    public static int NoteOn(ulong engine, int channel, int key, float velocity) => Now(engine, EventKind.NoteOn, channel, key, velocity);

    [UnmanagedCallersOnly(EntryPoint = "cascade_note_off")]
    public static int NoteOff(ulong engine, int channel, int key) => Now(engine, EventKind.NoteOff, channel, key, 0.5f);

    [UnmanagedCallersOnly(EntryPoint = "cascade_control")]
    public static int Control(ulong engine, int channel, int controller, float value) => Now(engine, EventKind.Control, channel, controller, value);

    [UnmanagedCallersOnly(EntryPoint = "cascade_pitch_bend")]
    public static int PitchBend(ulong engine, int channel, float value) => Now(engine, EventKind.PitchBend, channel, 0, value);

    [UnmanagedCallersOnly(EntryPoint = "cascade_program")]
    public static int Program(ulong engine, int channel, int program) => Now(engine, EventKind.Program, channel, program, 0);

    [UnmanagedCallersOnly(EntryPoint = "cascade_parameter")]
    public static int Parameter(ulong engine, int channel, int number, float value) => Now(engine, EventKind.Parameter, channel, number, value);

    [UnmanagedCallersOnly(EntryPoint = "cascade_send")]
    public static int SendEvent(ulong engine, NativeEvent* e)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        if (e is null)
            return Failure.NullPointer();
        return e->Kind <= (byte)EventKind.AllSoundOff && e->Reserved == 0
            ? Send(found, Math.Max(0, e->Time), (EventKind)e->Kind, e->Channel, e->Number, e->Value)
            : Failure.Because(Status.InvalidArgument, "The event is of no known kind, or its reserved field is not 0.");
    }

    private static int Now(ulong engine, EventKind kind, int channel, int number, float value) =>
        EngineTable.TryFind(engine, out NativeEngine? found) ? Send(found, found.Engine.Position, kind, channel, number, value) : Failure.NoEngine();

    private static int Send(NativeEngine engine, long time, EventKind kind, int channel, int number, float value)
    {
        if (!IsKnown(engine, kind, channel, number))
            return Failure.Because(Status.InvalidArgument, "The channel, key, controller, program or parameter is out of range.");
        Status status = engine.Send(new EngineEvent(time, kind, (byte)channel, (byte)number, value));
        return status switch
        {
            Status.Ok => 0,
            Status.Busy => Failure.Because(status, "Another thread plays this engine."),
            _ => Failure.Because(status, "Too many events wait to be rendered."),
        };
    }

    private static bool IsKnown(NativeEngine engine, EventKind kind, int channel, int number) => kind == EventKind.Parameter
        ? (uint)number < (uint)engine.ParametersOf(channel).Length
        : (uint)channel <= 15 && (uint)number <= 127;
}
