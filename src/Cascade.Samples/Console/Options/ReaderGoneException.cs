namespace Cascade.Samples.Console.Options;

/// <summary>Whoever reads standard output has had enough: the command ends, and all is well.</summary>
internal sealed class ReaderGoneException : Exception;
