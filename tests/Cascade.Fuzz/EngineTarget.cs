using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Simd;

namespace Cascade.Fuzz;

/// <summary>Wild events through every instrument, effect, rate, width and block: the sound stays finite, above the subnormal numbers, and
/// neither allocates nor compiles.</summary>
internal sealed class EngineTarget : IFuzzTarget
{
    private const int EventsPerCase = 50_000, MostFrames = 300, MostAtOnce = 1_500;

    private static readonly int[] _rates = [8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000];
    private static readonly LaneWidth[] _widths =
        [.. Enum.GetValues<LaneWidth>().Where(width => width != LaneWidth.Auto && LaneWidths.IsSupported(width))];
    private static readonly float[] _odd =
    [
        0, 1, -1, 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0f, float.Epsilon,
            1e-38f,
        1e-20f, 1e30f, 127, 64.5f,
    ];

    private static readonly CompiledMethods _methods = new();
    private long _blocks, _bytes, _compiled, _collected;

    public EngineTarget()
    {
        // With these a thread waits for the collections that the making of the next engine causes: the runtime's own, once a process.
        foreach (MethodInfo poll in typeof(Thread).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(method => method.Name.Contains("PollGC", StringComparison.Ordinal)))
            RuntimeHelpers.PrepareMethod(poll.MethodHandle);
    }

    /// <summary>Whether what rendering allocates or compiles is a failure, and not only told.</summary>
    public bool IsStrict { get; set; } = true;

    public string Name => "events";

    public string Unit => "engine events";

    public long Usual => 20_000_000;

    public string Counts => string.Create(CultureInfo.InvariantCulture, $"{_blocks:N0} blocks rendered, {_bytes:N0} bytes allocated, "
        + $"{_compiled:N0} methods compiled; bytes not counted in {_collected:N0} blocks that a collection held up");

    public long Try(Random random, long number, out byte[] input)
    {
        // Each instrument in turn, so that a short run reaches them all.
        int count = PresetLibrary.Sounds.Count + 2, chosen = (int)(number % count);
        LaneWidth width = _widths[random.Next(_widths.Length)];
        int rate = _rates[random.Next(_rates.Length)], polyphony = random.Next(3) == 0 ? random.Next(1, 9) : 64;
        Effect[] effects = [.. EffectKind.All.Where(_ => random.Next(2) == 0).OrderBy(_ => random.Next())
            .Select(kind => kind.Create(kind.Presets[random.Next(kind.Presets.Count)]))];
        string name = chosen == 0 ? "gm" : chosen == 1 ? "gm synthesizer" : PresetLibrary.Sounds[chosen - 2].Name;
        input = Encoding.UTF8.GetBytes($"{name}, {rate} Hz, {width}, {polyphony} voices, "
            + $"{string.Join(", ", effects.Select(e => e.Kind))}; case {number}\n");
        Instrument instrument = chosen == 0 ? GeneralMidiRack.Create()
            : chosen == 1 ? new SynthInstrument(PresetLibrary.GeneralMidi, polyphony)
                : PresetLibrary.Sounds[chosen - 2].CreateInstrument(polyphony);
        var options = new EngineOptions { SampleRate = rate, Width = width, Seed = (uint)random.Next() };
        Play(new VoiceEngine(instrument, options, effects), random);
        return EventsPerCase;
    }

    /// <summary>Fails for a sample that no sound may have.</summary>
    public static void RequireSound(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
            if (!float.IsFinite(sample) || float.IsSubnormal(sample))
                throw new InvalidOperationException($"A sample is {sample}.");
    }

    private void Play(VoiceEngine engine, Random random)
    {
        float[] left = new float[MostFrames], right = new float[MostFrames];
        // The first call of a thread may make its own things.
        engine.Render(left.AsSpan(0, 1), right.AsSpan(0, 1));
        for (int sent = 0; sent < EventsPerCase;)
        {
            int burst = Math.Min(EventsPerCase - sent, random.Next(4) == 0 ? random.Next(MostAtOnce) : random.Next(40));
            int frames = random.Next(4) switch { 0 => random.Next(1, 4), 1 => 32, _ => random.Next(1, MostFrames) };
            for (int i = 0; i < burst; i++)
                engine.Events.TryEnqueue(Event(random, engine, frames));
            sent += burst;
            Render(engine, left.AsSpan(0, frames), right.AsSpan(0, frames));
            RequireSound(left.AsSpan(0, frames));
            RequireSound(right.AsSpan(0, frames));
        }
    }

    private void Render(VoiceEngine engine, Span<float> left, Span<float> right)
    {
        DateTime start = DateTime.UtcNow;
        int collections = GC.CollectionCount(0);
        long compiled = JitInfo.GetCompiledMethodCount(currentThread: true), allocated = GC.GetAllocatedBytesForCurrentThread();
        engine.Render(left, right);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        compiled = JitInfo.GetCompiledMethodCount(currentThread: true) - compiled;
        // A collection, caused by another thread, counts what was left of this one's room as allocated.
        if (GC.CollectionCount(0) != collections)
            (allocated, _) = (0, Interlocked.Increment(ref _collected));
        Interlocked.Increment(ref _blocks);
        Interlocked.Add(ref _bytes, allocated);
        Interlocked.Add(ref _compiled, compiled);
        if (allocated != 0)
            Tell($"Rendering up to {engine.Position} allocated {allocated} bytes.");
        if (compiled != 0)
            Tell($"Rendering up to {engine.Position} compiled {compiled} methods. Compiled meanwhile: "
                + $"{_methods.Between(start, DateTime.UtcNow)}.");
    }

    private void Tell(string what)
    {
        if (IsStrict)
            throw new InvalidOperationException(what);
        Console.WriteLine($"{Name}: {what}");
    }

    private static EngineEvent Event(Random random, VoiceEngine engine, int frames)
    {
        long time = engine.Position
            + random.Next(20) switch { 0 => -random.Next(1_000), 1 => random.Next(100_000), _ => random.Next(frames) };
        byte channel = (byte)(random.Next(8) == 0 ? random.Next(256) : random.Next(16));
        float value = random.Next(6) == 0 ? _odd[random.Next(_odd.Length)] : random.NextSingle();
        int kind = random.Next(10);
        return kind switch
        {
            < 4 => new EngineEvent(time, EventKind.NoteOn, channel, (ushort)random.Next(128), value) { Note = random.Next(4) },
            < 5 => new EngineEvent(time, EventKind.NoteOff, channel, (ushort)random.Next(128), value),
            < 7 => Parameter(random, engine, time),
            7 => new EngineEvent(time, EventKind.Control, channel, (ushort)random.Next(140), value),
            8 => new EngineEvent(time, (EventKind)random.Next(18), channel, (ushort)random.Next(140), 200 * value - random.Next(2) * 100)
            {
                Note = random.Next(4),
            },
            _ => new EngineEvent(time, (EventKind)random.Next(256), channel, (ushort)random.Next(65_536), value)
            {
                Port = (byte)random.Next(3),
                Part = (byte)random.Next(5),
                Slot = (byte)random.Next(6),
                Note = random.Next(),
            },
        };
    }

    // A value within the range more often than not, its ends, or nonsense.
    private static EngineEvent Parameter(Random random, VoiceEngine engine, long time)
    {
        int slot = random.Next(engine.Effects.Count + 1);
        Device device = slot == 0 ? engine.Instrument : engine.Effects[slot - 1];
        if (device.Parameters.Count == 0)
            return EngineEvent.Parameter(time, 0, slot, 0, 0);
        Parameter parameter = device.Parameters[random.Next(device.Parameters.Count)];
        if (parameter.Kind == ParameterKind.Meter)
            return EngineEvent.Parameter(time, 0, slot, device.Parameters.Count - 1, 0);
        float value = random.Next(8) switch
        {
            0 => parameter.Minimum,
            1 => parameter.Maximum,
            2 => _odd[random.Next(_odd.Length)],
            _ => parameter.Minimum + (parameter.Maximum - parameter.Minimum) * random.NextSingle(),
        };
        return engine.EventFor(device, parameter, value) with { Time = time };
    }
}
