using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Persistence.Storage;

/// <summary>A numbered change of the schema, embedded as <c>NNNN_name.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>All of them, numbered from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    /// <summary>SHA-256 of the text, which no checkout's line ends change.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    private static Migration[] Read()
    {
        Assembly assembly = typeof(Migration).Assembly;
        var migrations = new List<Migration>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            int number = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number != migrations.Count + 1)
                throw new InvalidOperationException($"Migration {name} is out of order.");
            migrations.Add(new Migration(number, name[5..^4], reader.ReadToEnd().ReplaceLineEndings("\n")));
        }
        return [.. migrations];
    }
}
