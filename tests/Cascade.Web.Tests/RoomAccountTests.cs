using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Who one is at a room's socket: by the cookie of the handshake, or by a ticket for one's token.</summary>
public sealed class RoomAccountTests : IClassFixture<RunningHost>
{
    private readonly RunningHost _host;

    public RoomAccountTests(RunningHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cookie_or_a_ticket_proves_an_account_and_a_ticket_does_so_once()
    {
        using HttpClient client = _host.Client();
        JsonElement opened = await (await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        string room = opened.GetProperty("id").GetString()!;
        await using RoomClient owner =
            await RoomClient.JoinAsync(_host, room, new { ownerKey = opened.GetProperty("ownerKey").GetString() });
        await owner.SayAsync("room", new { guests = false });
        await owner.NextAsync("room");

        var account = new { name = "clara " + Guid.NewGuid().ToString("N"), password = "long enough" };
        HttpResponseMessage registered = await client.PostAsJsonAsync("/api/users/register", account, Cancellation);
        await using (RoomClient byCookie = await RoomClient.JoinAsync(_host, room, null, "", CookieOf(registered)))
            await PlaysAsync(byCookie);
        HttpResponseMessage guest = await client.PostAsync("/api/users/guest", null, Cancellation);
        await using (RoomClient byGuest = await RoomClient.JoinAsync(_host, room, null, "", CookieOf(guest)))
            await IsRefusedAsync(byGuest);
        await using (RoomClient stranger = await RoomClient.JoinAsync(_host, room))
            await IsRefusedAsync(stranger);

        using HttpClient bearer = _host.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await bearer.PostAsync("/api/socket-ticket", null, Cancellation)).StatusCode);
        JsonElement signedIn = await (await bearer.PostAsJsonAsync("/api/users/sign-in?token=true", account, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        bearer.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", signedIn.GetProperty("accessToken").GetString());
        JsonElement ticket = await (await bearer.PostAsync("/api/socket-ticket", null, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(30, ticket.GetProperty("seconds").GetInt32());
        string query = "ticket=" + ticket.GetProperty("ticket").GetString();
        await using (RoomClient byTicket = await RoomClient.JoinAsync(_host, room, null, query))
            await PlaysAsync(byTicket);
        await Assert.ThrowsAsync<WebSocketException>(() => RoomClient.ConnectAsync(_host, room, query));

        async Task PlaysAsync(RoomClient player)
        {
            await player.PlayAsync(1, 60, 100);
            await owner.UntilAsync(o => o.Sounding.SequenceEqual([(player.Id, 60)]));
            await player.CloseAsync();
            await owner.UntilAsync(o => o.Sounding.Length == 0);
        }

        static async Task IsRefusedAsync(RoomClient player)
        {
            await player.PlayAsync(1, 60, 100);
            Assert.Equal("notAllowed", (await player.NextAsync("error")).GetProperty("code").GetString());
        }
    }

    private static string CookieOf(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
