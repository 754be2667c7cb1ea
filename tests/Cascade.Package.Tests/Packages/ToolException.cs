namespace Cascade.Package.Tests.Packages;

/// <summary>A program ended with an error.</summary>
internal sealed class ToolException(string message) : Exception(message);
