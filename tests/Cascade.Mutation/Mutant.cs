namespace Cascade.Mutation;

/// <summary>What became of a mutant.</summary>
internal enum Fate
{
    /// <summary>Not tried, for want of time.</summary>
    Untried,

    /// <summary>The tests that ran so far noticed nothing, and others that reach it were not run, for want of time.</summary>
    Passing,

    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>A run did not end in its time.</summary>
    TimedOut,

    /// <summary>Every test that reaches it passed.</summary>
    Survived,

    /// <summary>No test reaches it.</summary>
    Unreached,
}

/// <summary>One small change of the sources.</summary>
/// <param name="Id">Its number, from 1: what CASCADE_MUTANT is set to.</param>
/// <param name="File">The file, from the repository's folder.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Kind">What is changed.</param>
/// <param name="Before">The source.</param>
/// <param name="After">What is run in its place.</param>
internal sealed record Mutant(int Id, string File, int Line, string Kind, string Before, string After)
{
    /// <summary>What became of it.</summary>
    public Fate Fate { get; set; }

    /// <summary>How many tests reach it.</summary>
    public int Tests { get; set; }

    /// <summary>How many of these it was tried on; all that are needed, if it was killed.</summary>
    public int Done { get; set; }

    /// <summary>A test that failed, or what ended the run.</summary>
    public string Killer { get; set; } = "";

    /// <summary>How long it was tried, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>True if some test noticed it.</summary>
    public bool IsKilled => Fate is Fate.Killed or Fate.TimedOut;

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Kind}: {Before} -> {After}";
}
