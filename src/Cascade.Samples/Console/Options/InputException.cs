namespace Cascade.Samples.Console.Options;

/// <summary>Something the person at the command line can put right. The message is one line.</summary>
internal sealed class InputException(string message) : Exception(message);
