using System.Security.Claims;
using Cascade.Samples.Web;
using Microsoft.AspNetCore.Authentication;

namespace Cascade.Web.Tests;

/// <summary>What was opened a moment ago is not opened again; what cannot be opened never is.</summary>
public sealed class RecentTicketsTests
{
    [Fact]
    public void A_ticket_is_opened_once_and_each_asker_has_a_copy_of_their_own()
    {
        var format = new CountingFormat();
        var recent = new RecentTickets(format);
        string ada = recent.Protect(Ticket("Ada")), bob = recent.Protect(Ticket("Bob"), "binding");
        for (int i = 0; i < 5; i++)
        {
            AuthenticationTicket one = recent.Unprotect(ada)!, other = recent.Unprotect(ada)!;
            Assert.Equal(("Ada", "Ada"), (one.Principal.Identity!.Name, other.Principal.Identity!.Name));
            Assert.NotSame(one.Principal, other.Principal);
            // The handler asks whether it has ended: each time.
            Assert.Equal(Ticket("Ada").Properties.ExpiresUtc, one.Properties.ExpiresUtc);
            one.Principal.Identities.Single().AddClaim(new Claim("role", "owner"));
            Assert.Equal("Bob", recent.Unprotect(bob, "binding")!.Principal.Identity!.Name);
        }
        Assert.Equal(2, format.Opened);
        Assert.False(recent.Unprotect(ada)!.Principal.HasClaim("role", "owner"));
    }

    [Fact]
    public void What_is_forged_or_for_something_else_is_refused_however_often_it_comes()
    {
        var format = new CountingFormat();
        var recent = new RecentTickets(format);
        string bob = recent.Protect(Ticket("Bob"), "binding");
        Assert.NotNull(recent.Unprotect(bob, "binding"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(recent.Unprotect(bob));
            Assert.Null(recent.Unprotect(bob, "other"));
            Assert.Null(recent.Unprotect(bob + "x", "binding"));
            Assert.Null(recent.Unprotect(null));
        }
    }

    [Fact]
    public void More_than_are_remembered_are_opened_all_the_same()
    {
        var recent = new RecentTickets(new CountingFormat());
        for (int i = 0; i < 3_000; i++)
            Assert.Equal($"N{i}", recent.Unprotect(recent.Protect(Ticket($"N{i}")))!.Principal.Identity!.Name);
    }

    private static AuthenticationTicket Ticket(string name) => new(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test")),
        new AuthenticationProperties { ExpiresUtc = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) }, "test");

    private sealed class CountingFormat : ISecureDataFormat<AuthenticationTicket>
    {
        private readonly Dictionary<(string, string?), AuthenticationTicket> _sealed = [];

        public int Opened { get; private set; }

        public string Protect(AuthenticationTicket data) => Protect(data, null);

        public string Protect(AuthenticationTicket data, string? purpose)
        {
            string text = $"sealed {_sealed.Count}";
            _sealed[(text, purpose)] = data;
            return text;
        }

        public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, null);

        public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
        {
            AuthenticationTicket? ticket = _sealed.GetValueOrDefault((protectedText!, purpose));
            Opened += ticket is null ? 0 : 1;
            return ticket;
        }
    }
}
