using System.Net.Http.Json;
using System.Text.Json;

namespace Cascade.Web.Figures;

/// <summary>The host that is measured, and what it says of itself.</summary>
/// <param name="address">Where it is.</param>
/// <param name="megabytes">The memory of its process; null where it is a part of this one.</param>
internal sealed class MeasuredHost(Uri address, Func<double>? megabytes = null) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    public Uri Address => address;

    public double? Megabytes => megabytes?.Invoke();

    /// <summary>Opens a room.</summary>
    public async Task<string> OpenRoomAsync(CancellationToken cancellationToken)
    {
        HttpResponseMessage response =
            await _client.PostAsJsonAsync("/api/rooms", new { }, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false))
            .GetProperty("id").GetString()!;
    }

    /// <summary>How many blocks of sound were late so far.</summary>
    public async Task<long> LateBlocksAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<JsonElement>("/api/live", cancellationToken).ConfigureAwait(false))
            .GetProperty("lateBlocks").GetInt64();

    /// <summary>How many players and listeners are in a room.</summary>
    public async Task<int> MembersAsync(string room, CancellationToken cancellationToken)
    {
        JsonElement told = await _client.GetFromJsonAsync<JsonElement>($"/api/rooms/{room}", cancellationToken).ConfigureAwait(false);
        return told.GetProperty("players").GetInt32() + told.GetProperty("listeners").GetInt32();
    }

    public void Dispose() => _client.Dispose();
}
