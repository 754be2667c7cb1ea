using System.Reflection;
using SharpFuzz;

namespace Cascade.Fuzz;

/// <summary>Takes inputs from afl-fuzz, which makes them by what they reach in the library; see tests/fuzz-guided.</summary>
internal static class Guided
{
    private const int LongestInput = 1 << 16;

    /// <summary>What takes files, made from the project's folder.</summary>
    public static Func<string, ByteTarget>[] Targets { get; } =
    [
        repository => new MidiTarget(Path.Combine(repository, "src/Cascade.Samples/Console/Songs")), _ => new WaveTarget(),
        _ => new ScalaTarget(), _ => new PresetTarget(),
    ];

    /// <summary>Takes inputs until there are no more.</summary>
    /// <param name="name">Of the target.</param>
    public static void Run(string name)
    {
        string repository = typeof(Guided).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "Repository").Value!;
        ByteTarget? target = null;
        long number = 0;
        Fuzzer.OutOfProcess.Run(stream =>
        {
            target ??= Targets.Select(make => make(repository)).First(one => one.Name == name);
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Take(input.ToArray().AsSpan(0, (int)Math.Min(input.Length, LongestInput)).ToArray(), number++);
        });
    }
}
