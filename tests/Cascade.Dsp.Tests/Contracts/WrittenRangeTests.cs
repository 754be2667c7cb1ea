using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>The range that a summary names is the range that is kept.</summary>
public sealed partial class WrittenRangeTests
{
    private static readonly Dictionary<string, XElement> s_members =
        XDocument.Load(Path.ChangeExtension(typeof(Parameter).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);

    public static TheoryData<string> Members => [.. Parameters().Keys];

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

    private static IEnumerable<(float, float)> Ranges(string member) => Range().Matches(Summary(member))
        .Select(match => (Number(match.Groups[1]), Number(match.Groups[2])));

    private static IEnumerable<int> Numbers(string member) => Written().Matches(Summary(member)).Select(match => (int)Number(match));

    // What a summary refers to in place of words counts with it.
    private static string Summary(string member)
    {
        XElement summary = s_members[member].Element("summary")!;
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            + string.Concat(summary.Elements("see").Select(see => see.Attribute("cref")!.Value)
                .Where(name => name.StartsWith("P:", StringComparison.Ordinal) && member.StartsWith("M:", StringComparison.Ordinal))
                .Select(name => " " + Summary(name)));
    }

    private static float Number(Capture written) => float.Parse(written.Value, NumberStyles.Float | NumberStyles.AllowThousands,
        CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(-?\d[\d,.]*(?<=\d))[^\d]*?\bto (-?\d[\d,.]*(?<=\d))")]
    private static partial Regex Range();

    [GeneratedRegex(@"-?\d[\d,.]*(?<=\d)")]
    private static partial Regex Written();
}
