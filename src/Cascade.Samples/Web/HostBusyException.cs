namespace Cascade.Samples.Web;

/// <summary>The host has as much to do as it can; it may be asked again.</summary>
/// <param name="message">Of what.</param>
internal sealed class HostBusyException(string message) : Exception(message);
