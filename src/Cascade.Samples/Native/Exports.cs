using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Cascade.Dsp;

namespace Cascade.Samples.Native;

/// <summary>The functions of cascade.h: what they do, their errors and which thread may call them is said there. No exception leaves
/// them.</summary>
internal static unsafe partial class Exports
{
    private const int AbiVersion = 2;

    private static readonly string s_version =
        typeof(VoiceEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    [UnmanagedCallersOnly(EntryPoint = "cascade_abi_version")]
    public static int GetAbiVersion() => AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "cascade_version")]
    public static int GetVersion(byte* text, int size) => Write(s_version, text, size);

    [UnmanagedCallersOnly(EntryPoint = "cascade_last_error")]
    public static int GetLastError(byte* text, int size) => Write(Failure.Text, text, size);

    [UnmanagedCallersOnly(EntryPoint = "cascade_instrument_name")]
    public static int GetInstrumentName(int index, byte* text, int size)
    {
        try
        {
            return index >= 0 && InstrumentNames.Of(index) is { } name ? Write(name, text, size)
                : Failure.Because(Status.NotFound, "No instrument has that number.");
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_create")]
    public static int Create(int sampleRate, byte* instrument, NativeEngineOptions* options, ulong* engine)
    {
        if (engine is null)
            return Failure.NullPointer();
        *engine = 0;
        ulong handle = 0;
        try
        {
            if (!TryCopy(options, out NativeEngineOptions copy))
                return Failure.Because(Status.InvalidArgument,
                    "The size of the options is not one that this version knows, or their reserved field is not 0.");
            if (!TryMake(instrument, copy, out Instrument? made, out int failure))
                return failure;
            handle = EngineTable.Reserve();
            if (handle == 0)
                return Failure.Because(Status.TooMany, "There are as many engines as there can be.");
            EngineTable.Add(new NativeEngine(handle, made, sampleRate, copy));
            *engine = handle;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            if (handle != 0)
                EngineTable.Release(handle);
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_destroy")]
    public static int Destroy(ulong engine) => EngineTable.Remove(engine) ? (int)Status.Ok : Failure.NoEngine();

    [UnmanagedCallersOnly(EntryPoint = "cascade_load_preset")]
    public static int LoadPreset(ulong engine, byte* instrument)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? old))
                return Failure.NoEngine();
            return TryMake(instrument, old.Options, out Instrument? made, out int failure) ? Replace(old, made) : failure;
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_load_json")]
    public static int LoadJson(ulong engine, int kind, byte* json)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? old))
                return Failure.NoEngine();
            if (json is null)
                return Failure.NullPointer();
            string text = Marshal.PtrToStringUTF8((nint)json)!;
            return kind switch
            {
                0 => Replace(old, new PianoInstrument(PresetLibrary.PianoFromJson(text))),
                1 => Replace(old, new SynthInstrument(PresetLibrary.SynthFromJson(text), PolyphonyOf(old.Options))),
                _ => Failure.Because(Status.InvalidArgument, "The kind is CASCADE_PIANO or CASCADE_SYNTHESIZER."),
            };
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    private static int Replace(NativeEngine engine, Instrument instrument)
    {
        engine.Exchange(instrument);
        return (int)Status.Ok;
    }

    private static bool TryMake(byte* name, in NativeEngineOptions options, [NotNullWhen(true)] out Instrument? made, out int failure)
    {
        made = null;
        failure = 0;
        if (name is null)
        {
            failure = Failure.NullPointer();
            return false;
        }
        string text = Marshal.PtrToStringUTF8((nint)name)!;
        made = InstrumentNames.Make(text, PolyphonyOf(options));
        if (made is null)
            failure = Failure.Because(Status.NotFound, $"No instrument is called {text}.");
        return made is not null;
    }

    private static int PolyphonyOf(in NativeEngineOptions options) =>
        options.Polyphony == 0 ? SynthInstrument.DefaultPolyphony : options.Polyphony;

    // A program of an older header has fewer fields: the others keep their defaults.
    private static bool TryCopy(NativeEngineOptions* given, out NativeEngineOptions copy)
    {
        copy = default;
        if (given is null)
            return true;
        uint size = given->Size;
        if (size < sizeof(uint) || size > (uint)sizeof(NativeEngineOptions))
            return false;
        fixed (NativeEngineOptions* target = &copy)
            Buffer.MemoryCopy(given, target, sizeof(NativeEngineOptions), size);
        return copy.Reserved == 0;
    }

    // As snprintf does: what fits, a zero at the end, and the length of the whole.
    private static int Write(string text, byte* target, int size)
    {
        if (target is not null && size > 0)
        {
            Utf8.FromUtf16(text, new Span<byte>(target, size - 1), out _, out int written);
            target[written] = 0;
        }
        return Encoding.UTF8.GetByteCount(text);
    }
}
