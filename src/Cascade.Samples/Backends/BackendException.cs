namespace Cascade.Samples.Backends;

/// <summary>A backend could not answer: it was shut down meanwhile, or a part of it failed again and again.</summary>
/// <param name="message">What failed.</param>
/// <param name="cause">Why, if that is known.</param>
public sealed class BackendException(string message, Exception? cause = null) : Exception(message, cause);
