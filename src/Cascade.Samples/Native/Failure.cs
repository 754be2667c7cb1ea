using Cascade.Dsp.Midi;
using Cascade.Dsp.Presets;

namespace Cascade.Samples.Native;

/// <summary>Why a call of this thread failed last.</summary>
internal static class Failure
{
    [ThreadStatic]
    private static string? t_text;

    public static string Text => t_text ?? "";

    public static int Because(Status status, string text)
    {
        t_text = text;
        return (int)status;
    }

    /// <summary>What an exception means to a caller from C.</summary>
    public static int Because(Exception e) => e switch
    {
        PresetFormatException or MidiFormatException => Because(Status.BadFormat, e.Message),
        ArgumentException => Because(Status.InvalidArgument, WithoutParameter(e.Message)),
        OutOfMemoryException => Because(Status.OutOfMemory, "There is not enough memory."),
        _ => Because(Status.Internal, $"{e.GetType().Name}: {e.Message}"),
    };

    public static int NoEngine() => Because(Status.InvalidHandle, "There is no such engine, or it is destroyed.");

    public static int NullPointer() => Because(Status.InvalidArgument, "A pointer is null.");

    // The names of parameters are those of the C# library.
    private static string WithoutParameter(string message)
    {
        int end = message.IndexOf(" (Parameter ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
