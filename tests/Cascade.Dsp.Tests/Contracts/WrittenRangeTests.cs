using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>The range that a summary names is the range that is kept.</summary>
public sealed partial class WrittenRangeTests
{
    private static readonly Dictionary<string, XElement> s_members =
        XDocument.Load(Path.ChangeExtension(typeof(Parameter).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);

    public static TheoryData<string> Members => [.. Parameters().Keys];

    /// <summary>What takes a number, by the names of member and argument, with whether the number is whole.</summary>
    public static TheoryData<string, string, bool, Action<double>> Arguments => new()
    {
        { "Equalizer.#ctor(System.Int32)", "bands", true, n => _ = new Equalizer((int)n) },
        { "EventQueue.#ctor(System.Int32)", "capacity", true, n => _ = new EventQueue((int)n) },
        { "SynthInstrument.#ctor(Cascade.Dsp.SynthPatch,System.Int32)", "polyphony", true,
            n => _ = new SynthInstrument(SynthPatch.Default, (int)n) },
        { "Part.Channel(System.Int32)", "channel", true, n => Part.Channel((int)n) },
        { "SongBuilder.#ctor(System.Int32)", "ticksPerQuarter", true, n => _ = new SongBuilder((int)n) },
        { "Sequence.#ctor(System.ReadOnlySpan{Cascade.Dsp.EngineEvent},System.Int32,System.Int64)", "sampleRate", true,
            n => _ = new Sequence([], (int)n, 0) },
        { "Output.LoudnessMeter.#ctor(System.Int32)", "sampleRate", true, n => _ = new LoudnessMeter((int)n) },
        { "Output.WaveWriter.#ctor(System.IO.Stream,System.Int32,System.Int32,Cascade.Dsp.Output.WaveFormat,System.UInt32,System.Boolean)",
            "channels", true, n => new WaveWriter(new MemoryStream(), 48_000, (int)n).Dispose() },
        { "Midi.MidiDivision.Quarter(System.Int32)", "ticks", true, n => MidiDivision.Quarter((int)n) },
        { "Midi.MidiDivision.Smpte(System.Int32,System.Int32)", "framesPerSecond", true, n => MidiDivision.Smpte((int)n, 40) },
        { "Midi.MidiDivision.Smpte(System.Int32,System.Int32)", "ticksPerFrame", true, n => MidiDivision.Smpte(25, (int)n) },
        { "Midi.Tempo.FromMicrosecondsPerQuarter(System.Int32)", "microseconds", true, n => Tempo.FromMicrosecondsPerQuarter((int)n) },
        { "KeyTuning.Equal(System.Double)", "a4", false, n => KeyTuning.Equal(n) },
        { "KeyTuning.Stretched(System.Double)", "a4", false, n => KeyTuning.Stretched(n) },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void A_parameter_has_the_range_of_its_summary(string member)
    {
        Parameter parameter = Parameters()[member];
        Assert.Contains((parameter.Minimum, parameter.Maximum), Ranges(member));
    }

    [Theory]
    [InlineData(typeof(SynthPatch))]
    [InlineData(typeof(OscillatorSettings))]
    [InlineData(typeof(FilterSettings))]
    [InlineData(typeof(LfoSettings))]
    [InlineData(typeof(AdsrSettings))]
    [InlineData(typeof(EqualizerBand))]
    public void A_setting_is_kept_within_the_range_of_its_summary(Type settings)
    {
        foreach (PropertyInfo property in settings.GetProperties().Where(property => property.PropertyType == typeof(float)))
            Assert.Contains(((float)Kept(property, float.NegativeInfinity), (float)Kept(property, float.PositiveInfinity)),
                Ranges($"P:{settings.FullName}.{property.Name}"));
        // Of whole numbers the last or first may have a meaning of its own: "0 to 127; -1 follows the keyboard".
        foreach (PropertyInfo property in settings.GetProperties().Where(property => property.PropertyType == typeof(int)))
            foreach (int end in new[] { int.MinValue, int.MaxValue })
                Assert.Contains((int)Kept(property, end), Numbers($"P:{settings.FullName}.{property.Name}"));
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public void An_argument_is_taken_at_both_ends_of_its_range_and_refused_beyond(string member, string name, bool isWhole,
        Action<double> call)
    {
        XElement argument = s_members["M:Cascade.Dsp." + member].Elements("param").Single(of => of.Attribute("name")!.Value == name);
        (float first, float last) = Ranges(argument).First();
        call(first);
        call(last);
        Assert.Throws<ArgumentOutOfRangeException>(() => call(isWhole ? first - 1.0 : first * 0.99));
        Assert.Throws<ArgumentOutOfRangeException>(() => call(isWhole ? last + 1.0 : last * 1.01));
    }

    private static object Kept(PropertyInfo property, object value)
    {
        object odd = Activator.CreateInstance(property.DeclaringType!)!;
        property.SetValue(odd, value);
        return property.GetValue(property.DeclaringType!.GetMethod("Clamped")!.Invoke(odd, null))!;
    }

    private static Dictionary<string, Parameter> Parameters()
    {
        var parameters = new Dictionary<string, Parameter>();
        foreach (Type type in typeof(Parameter).Assembly.GetExportedTypes())
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
                if (property.GetValue(null) is Parameter parameter)
                    parameters[$"P:{type.FullName}.{property.Name}"] = parameter;
            // The equalizer's parameters have a method for each of its bands' settings.
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
                if (method.ReturnType == typeof(Parameter) && method.GetParameters() is [{ Name: "band" }])
                    parameters[$"M:{type.FullName}.{method.Name}(System.Int32)"] = (Parameter)method.Invoke(null, [0])!;
        }
        return parameters.Where(of => of.Value.Kind is ParameterKind.Continuous or ParameterKind.Whole or ParameterKind.Meter)
            .ToDictionary();
    }

    private static IEnumerable<(float, float)> Ranges(string member) => Ranges(s_members[member].Element("summary")!);

    // What a text refers to in place of words counts with it.
    private static IEnumerable<(float, float)> Ranges(XElement text) => Range().Matches(Words(text))
        .Select(match => (Number(match.Groups[1]), Number(match.Groups[2])))
        .Concat(text.Elements("see").Select(see => see.Attribute("cref")!.Value)
            .Where(name => name.StartsWith("P:", StringComparison.Ordinal) && text.Parent!.Attribute("name")!.Value[0] == 'M')
            .SelectMany(Ranges));

    private static IEnumerable<int> Numbers(string member) => Written().Matches(Words(s_members[member].Element("summary")!))
        .Select(match => (int)Number(match));

    private static string Words(XElement text) =>
        string.Join(' ', text.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static float Number(Capture written) => float.Parse(written.Value, NumberStyles.Float | NumberStyles.AllowThousands,
        CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(-?\d[\d,.]*(?<=\d))[^\d]*?\bto (-?\d[\d,.]*(?<=\d))")]
    private static partial Regex Range();

    [GeneratedRegex(@"-?\d[\d,.]*(?<=\d)")]
    private static partial Regex Written();
}
