using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Every parameter of every preset moves over its whole range, twice, without anything happening on the audio thread but
/// arithmetic.</summary>
public sealed class RealTimePresetTests
{
    private const int Steps = 5;

    public static TheoryData<string> Kinds => ["pianos", "sounds", "effects"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_allocated_compiled_or_thrown_while_parameters_move(string kind)
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        // Compiles this test's own code with a device of its own.
        var rehearsal = new VoiceEngine(new ImpulseInstrument(), null, new ScaleEffect());
        (string Name, VoiceEngine Engine)[] engines = [.. Engines(kind)];
        var marks = new Exception[engines.Length + 1];
        for (int i = 0; i < marks.Length; i++)
            marks[i] = RuntimeEvents.Mark($"{kind} {i}:");
        Exception rehearsed = RuntimeEvents.Mark("rehearsed " + kind);
        var allocated = new long[engines.Length];
        AudioThread.Run(() =>
        {
            for (int round = 0; round < 3; round++)
                Sweep(rehearsal);
            RuntimeEvents.Throw(rehearsed);
            RuntimeEvents.Throw(marks[0]);
            for (int i = 0; i < engines.Length; i++)
            {
                allocated[i] = Sweep(engines[i].Engine);
                // What another test's collection counts comes once (see Allocated), what a sweep allocates every time.
                for (int again = 0; again < 2 && allocated[i] > 0; again++)
                    allocated[i] = Math.Min(allocated[i], Sweep(engines[i].Engine));
                RuntimeEvents.Throw(marks[i + 1]);
            }
        });
        for (int i = 0; i < engines.Length; i++)
        {
            string[] found = events.Between($"{kind} {i}:", $"{kind} {i + 1}:");
            Assert.True(found.Length == 0, $"{engines[i].Name}: {string.Join("\n", found)}");
            Assert.True(allocated[i] == 0, $"{engines[i].Name}: {allocated[i]} bytes");
        }
    }

    private static IEnumerable<(string, VoiceEngine)> Engines(string kind) => kind switch
    {
        "pianos" => PresetLibrary.Pianos.Select(patch => (patch.Name, new VoiceEngine(new PianoInstrument(patch)))),
        "sounds" => PresetLibrary.Synths.Select(patch => (patch.Name, new VoiceEngine(new SynthInstrument(patch)))),
        _ => PresetLibrary.Effects.Select(patch => ($"{patch.Effect} {patch.Name}",
            new VoiceEngine(new SynthInstrument(), null, EffectKind.Find(patch.Effect)!.Create(patch)))),
    };

    // Bytes that were allocated meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sweep(VoiceEngine engine)
    {
        Span<float> left = stackalloc float[64], right = stackalloc float[64];
        Device device = engine.Effects.Count > 0 && engine.Effects[0] is not ScaleEffect ? engine.Effects[0] : engine.Instrument;
        ParameterBank parameters = device.Parameters;
        int slot = device is Effect ? 1 : 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 2; round++)
            for (int number = 0; number < parameters.Count; number++)
                for (int step = 0; step <= Steps; step++)
                {
                    Parameter parameter = parameters[number];
                    float value = parameter.Minimum + (parameter.Maximum - parameter.Minimum) * step / Steps;
                    engine.Events.TryEnqueue(EngineEvent.Parameter(engine.Position, 0, slot, number, value));
                    engine.NoteOn(30 + (number * 7 + step * 11) % 70, 0.7f);
                    engine.Render(left, right);
                    engine.NoteOff(30 + (number * 7 + step * 11) % 70);
                    engine.Render(left, right);
                }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
