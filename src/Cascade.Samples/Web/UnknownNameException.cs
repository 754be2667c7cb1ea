namespace Cascade.Samples.Web;

/// <summary>There is nothing of that name.</summary>
/// <param name="kind">What it should be: "backend".</param>
/// <param name="name">The name.</param>
/// <param name="known">All names there are.</param>
internal sealed class UnknownNameException(string kind, string name, IEnumerable<string> known)
    : Exception($"There is no {kind} '{name}'; there are {string.Join(", ", known)}.");
