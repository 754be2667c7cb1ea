namespace Cascade.Fuzz;

/// <summary>A target that is given mutants of good files.</summary>
internal abstract class ByteTarget(string name, string unit, long usual) : IByteTarget
{
    public string Name => name;

    public string Unit => unit;

    public long Usual => usual;

    protected abstract IReadOnlyList<byte[]> Seeds { get; }

    public abstract void Take(byte[] bytes, long number);

    public long Try(Random random, long number, out byte[] input)
    {
        input = Mutator.Change(random, Seeds);
        Take(input, number);
        return 1;
    }

    /// <summary>Writes the good files, a number each.</summary>
    public void WriteSeeds(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < Seeds.Count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}"), Seeds[i]);
    }

    protected static void Require(bool isTrue, string what)
    {
        if (!isTrue)
            throw new InvalidOperationException(what);
    }
}
