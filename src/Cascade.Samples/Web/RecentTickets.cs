using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;

namespace Cascade.Samples.Web;

/// <summary>Cookies and tokens that were opened a moment ago: whoever plays shows the same one with every note, and opening it costs more
/// than the note.</summary>
/// <remarks>Only what was opened is remembered, by its whole text, for a minute at most, as long as a withdrawn key goes on to count.
/// When a ticket ends, its handler asks every time.</remarks>
/// <param name="format">Opens them.</param>
internal sealed class RecentTickets(ISecureDataFormat<AuthenticationTicket> format) : ISecureDataFormat<AuthenticationTicket>
{
    private const int MostOfAge = 1_024;
    private const long AgeMilliseconds = 30_000;

    private readonly Lock _gate = new();
    private volatile Ages _ages = new([], [], Environment.TickCount64);

    /// <inheritdoc/>
    public string Protect(AuthenticationTicket data) => format.Protect(data);

    /// <inheritdoc/>
    public string Protect(AuthenticationTicket data, string? purpose) => format.Protect(data, purpose);

    /// <inheritdoc/>
    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    /// <inheritdoc/>
    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null)
            return null;
        Ages ages = Current();
        (string, string?) key = (protectedText, purpose);
        if (ages.Young.TryGetValue(key, out AuthenticationTicket? known) || ages.Old.TryGetValue(key, out known))
            return known.Clone();
        AuthenticationTicket? ticket =
            purpose is null ? format.Unprotect(protectedText) : format.Unprotect(protectedText, purpose);
        if (ticket is null)
            return null;
        if (ages.Young.Count < MostOfAge)
            ages.Young[key] = ticket.Clone();
        return ticket;
    }

    // Two ages: what is of neither is forgotten, without a look at each.
    private Ages Current()
    {
        Ages ages = _ages;
        if (Environment.TickCount64 - ages.Since < AgeMilliseconds)
            return ages;
        lock (_gate)
        {
            long now = Environment.TickCount64, age = now - _ages.Since;
            if (age >= AgeMilliseconds)
                _ages = new Ages([], age < 2 * AgeMilliseconds ? _ages.Young : [], now);
            return _ages;
        }
    }

    private sealed record Ages(ConcurrentDictionary<(string Text, string? Purpose), AuthenticationTicket> Young,
        ConcurrentDictionary<(string Text, string? Purpose), AuthenticationTicket> Old, long Since);
}
