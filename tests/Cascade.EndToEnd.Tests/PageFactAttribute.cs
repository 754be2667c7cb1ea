using System.Runtime.CompilerServices;

namespace Cascade.EndToEnd.Tests;

/// <summary>A test in a browser: what waits for a page without a limit of its own fails in the end, by the test's name.</summary>
/// <remarks>Playwright gives most waits a limit, but not those for a script's answer, for a key's, and for a page to be closed.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PageFactAttribute : FactAttribute
{
    public PageFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) => Timeout = Limit;

    /// <summary>How long a test may take, in ms: the longest take a sixth of it where all others run beside them. None where
    /// <see cref="WholePageTests"/> are asked for as a whole.</summary>
    internal static int Limit => Environment.GetEnvironmentVariable(WholePageTests.ScriptsName) is null ? 180_000 : 0;
}

/// <summary>A <see cref="PageFactAttribute"/> that is asked more than once.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PageTheoryAttribute : TheoryAttribute
{
    public PageTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        Timeout = PageFactAttribute.Limit;
}
