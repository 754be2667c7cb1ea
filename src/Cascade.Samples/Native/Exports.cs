using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Cascade.Dsp;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Samples.Native;

/// <summary>The functions of cascade.h: what they do, their errors and which thread may call them is said there. No exception leaves
/// them.</summary>
internal static unsafe partial class Exports
{
    private const int AbiVersion = 2;
    private const uint AllEffects = 31;

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
            if (Refusal(sampleRate, copy) is { } refusal)
                return Failure.Because(Status.InvalidArgument, refusal);
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

    // In the words of the header; the engine's own are those of another language. The same for every instrument.
    private static string? Refusal(int sampleRate, in NativeEngineOptions options)
    {
        if (sampleRate is < SampleRates.Minimum or > SampleRates.Maximum)
            return $"sample_rate is 8000 to 192000 Hz, not {sampleRate}.";
        if (options.Effects > AllEffects)
            return $"effects is a sum of CASCADE_EQUALIZER to CASCADE_LIMITER, at most {AllEffects}, not {options.Effects}.";
        if (options.Width is not (0 or 512 or 256 or 128 or 1))
            return $"width is 512, 256, 128 or 1 bits, or 0 for the widest, not {options.Width}.";
        if (!LaneWidths.IsSupported((LaneWidth)options.Width))
            return $"width: this processor or this image of the library has no vectors of {options.Width} bits; 0 takes the widest, "
                + $"{(int)LaneWidths.Resolve(LaneWidth.Auto)}.";
        if (options.Polyphony is < 0 or > SynthInstrument.MaximumPolyphony)
            return $"polyphony is 1 to {SynthInstrument.MaximumPolyphony} voices, or 0 for 128, not {options.Polyphony}.";
        if (options.QueueCapacity != 0 && options.QueueCapacity is < 16 or > 1_048_576)
            return $"queue_capacity is 16 to 1048576 events, or 0 for 4096, not {options.QueueCapacity}.";
        return options.MasterGainDecibels is >= -120 and <= 48 ? null : $"master_gain_db is -120 to 48 dB, not "
            + $"{options.MasterGainDecibels}.";
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
