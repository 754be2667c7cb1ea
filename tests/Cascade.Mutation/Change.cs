using Microsoft.CodeAnalysis;

namespace Cascade.Mutation;

/// <summary>A place in the sources that can be changed, and how.</summary>
/// <param name="Node">What is replaced.</param>
/// <param name="Kind">What is changed.</param>
/// <param name="Before">The source, shortened.</param>
/// <param name="After">What is run in its place, shortened.</param>
/// <param name="Switched">The code that is one or the other; <see cref="ChangeFinder.On"/> stands for the condition that the mutant is
/// active.</param>
internal sealed record Change(SyntaxNode Node, string Kind, string Before, string After, string Switched)
{
    /// <summary>The statement or member that it lies in: of these, one is changed at most once.</summary>
    public required SyntaxNode Home { get; init; }
}
