using System.Globalization;
using System.Xml.Linq;

namespace Cascade.Mutation;

/// <summary>The order of test classes.</summary>
internal static class Classes
{
    /// <summary>Orders classes by how long they took, as earlier reports (trx) say; those that no report knows come last.</summary>
    /// <param name="names">The classes.</param>
    /// <param name="reports">A folder in which reports may be.</param>
    public static string[] FastestFirst(string[] names, string reports)
    {
        if (!Directory.Exists(reports))
            return names;
        var seconds = new Dictionary<string, double>();
        foreach (string file in Directory.EnumerateFiles(reports, "Cascade.Dsp.Tests*.trx", SearchOption.AllDirectories))
            foreach (XElement result in XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
            {
                string test = result.Attribute("testName")!.Value.Split('(')[0];
                string name = test[..Math.Max(0, test.LastIndexOf('.'))];
                seconds[name] = seconds.GetValueOrDefault(name)
                    + TimeSpan.Parse(result.Attribute("duration")!.Value, CultureInfo.InvariantCulture).TotalSeconds;
            }
        return [.. names.OrderBy(name => seconds.GetValueOrDefault(name, double.MaxValue))];
    }
}
