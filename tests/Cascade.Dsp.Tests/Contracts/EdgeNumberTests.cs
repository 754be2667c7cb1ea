using System.Reflection;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>Every public number at both its ends, as the smallest and the largest float, infinite and as no number: the sound stays finite,
/// has no subnormals, and the next note is as if nothing had been.</summary>
public sealed class EdgeNumberTests
{
    private static readonly float[] s_edges =
    [
        0, -0f, float.Epsilon, -float.Epsilon, 1e-40f, 1.2e-38f, 1e-30f, 1e-20f, 1e-10f, 1, -1, 1e10f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    [Fact]
    public void Of_a_synthesizer_sound()
    {
        SynthPatch patch = PresetLibrary.Synth("strings") with { Glide = 0.01f, Noise = 0.1f, ModulationSemitones = 1 };
        var faults = new List<string>();
        foreach ((string name, SynthPatch changed) in Changed(patch, typeof(SynthPatch)).Select(c => (c.Name, (SynthPatch)c.Value)))
            Check($"synth {name}", new VoiceEngine(new SynthInstrument(changed, 8), s_options), faults);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Of_the_parameters_of_every_device()
    {
        var faults = new List<string>();
        foreach (Func<(VoiceEngine Engine, Device Device)> make in Devices())
            for (int number = 0, count = make().Device.Parameters.Count; number < count; number++)
            {
                (VoiceEngine engine, Device device) = make();
                Parameter parameter = device.Parameters[number];
                foreach (float value in s_edges.Concat([parameter.Minimum, parameter.Maximum]))
                {
                    engine.Events.TryEnqueue(EngineEvent.Parameter(engine.Position, 0, device is Effect ? 1 : 0, number, value));
                    Check($"{device.Kind} {parameter.Id} {value}", engine, faults);
                }
            }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_every_event(bool piano)
    {
        var engine = new VoiceEngine(
            piano ? new PianoInstrument() : new SynthInstrument(PresetLibrary.Synth("strings") with { Glide = 0.01f }), s_options);
        var faults = new List<string>();
        foreach (float value in s_edges)
        {
            for (int controller = 0; controller < 120; controller++)
                Try(EventKind.Control, controller);
            foreach (EventKind kind in Enum.GetValues<EventKind>())
                Try(kind, 60);

            void Try(EventKind kind, int number)
            {
                engine.Reset();
                engine.NoteOn(60, 0.5f);
                engine.Events.TryEnqueue(new EngineEvent(0, kind, 0, (ushort)number, value) { Note = 1 });
                Check($"{kind} {number} {value}", engine, faults);
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private static readonly EngineOptions s_options = new() { SampleRate = 8_000 };

    private static IEnumerable<Func<(VoiceEngine, Device)>> Devices()
    {
        yield return () => Of(new VoiceEngine(new SynthInstrument(), s_options));
        yield return () => Of(new VoiceEngine(new PianoInstrument(), s_options));
        foreach (EffectKind kind in EffectKind.All)
            yield return () => Of(new VoiceEngine(new SynthInstrument(), s_options, kind.Create()));

        static (VoiceEngine, Device) Of(VoiceEngine engine) => (engine, engine.Effects.Count > 0 ? engine.Effects[0] : engine.Instrument);
    }

    // Notes at a usual and at a tiny velocity, overlapping, so that glides and releases come too.
    private static void Check(string name, VoiceEngine engine, List<string> faults)
    {
        float[] left = new float[1_600], right = new float[1_600];
        foreach (float velocity in new[] { 0.7f, 1e-28f, 0.4f })
        {
            engine.NoteOn(velocity > 0.5f ? 60 : 67, velocity);
            engine.Render(left, right);
            engine.NoteOff(60);
            engine.Render(left.AsSpan(800), right.AsSpan(800));
            engine.NoteOff(67);
            foreach (float[] side in new[] { left, right })
                if (side.Any(sample => !float.IsFinite(sample) || float.IsSubnormal(sample)))
                {
                    faults.Add($"{name}, velocity {velocity}: {side.Count(float.IsSubnormal)} subnormal, "
                        + $"{side.Count(s => !float.IsFinite(s))} not finite");
                    return;
                }
        }
    }

    // The record with each of its floats, and those of the records in it, at each edge.
    private static IEnumerable<(string Name, object Value)> Changed(object record, Type type)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            if (property.PropertyType == typeof(float))
            {
                foreach (float value in s_edges)
                    yield return ($"{property.Name} {value}", With(record, property, value));
            }
            else if (property.PropertyType.Namespace!.StartsWith("Cascade", StringComparison.Ordinal) && !property.PropertyType.IsEnum)
            {
                foreach ((string name, object value) in Changed(property.GetValue(record)!, property.PropertyType))
                    yield return ($"{property.Name}.{name}", With(record, property, value));
            }
        }
    }

    private static readonly MethodInfo s_clone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static object With(object record, PropertyInfo property, object value)
    {
        object copy = s_clone.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }
}
