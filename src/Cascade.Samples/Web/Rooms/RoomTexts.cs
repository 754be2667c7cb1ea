using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Samples.Web.Rooms;

/// <summary>A text that a member sends; <c>type</c> says which of the rest counts.</summary>
internal sealed record RoomRequest
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public string? Instrument { get; init; }

    public string? Role { get; init; }

    public string? Passphrase { get; init; }

    public string? OwnerKey { get; init; }

    public string? Seat { get; init; }

    public string? Text { get; init; }

    public int? Player { get; init; }

    public bool? Muted { get; init; }

    public bool? Away { get; init; }

    public double? Tempo { get; init; }

    public int? Beats { get; init; }

    public double? Start { get; init; }

    public string? Timing { get; init; }

    public double? Delay { get; init; }

    public bool? OwnerOnly { get; init; }

    public bool? Guests { get; init; }

    public bool? Chat { get; init; }

    public bool? Locked { get; init; }

    public bool? HideOthers { get; init; }
}

/// <summary>What everybody in a room knows of it.</summary>
internal sealed record RoomModel(string Id, string Name, double Tempo, int Beats, double Start, string Timing, double Delay, bool OwnerOnly,
    bool Guests, bool Chat, bool Locked, bool HideOthers, bool HasPassphrase);

/// <summary>Somebody in a room.</summary>
internal sealed record MemberModel(
    int Id, string Name, string Colour, string Letter, string Instrument, string Role, bool IsOwner, bool Muted, bool Away);

/// <summary>The whole state of a room, for whoever comes.</summary>
internal sealed record WelcomeText(int You, string Seat, uint Number, double Now, RoomModel Room, IReadOnlyList<MemberModel> Members,
    IReadOnlyList<int[]> Sounding, IReadOnlyList<int[]> Controllers, IReadOnlyList<int[]> Bends)
{
    public string Type { get; } = "welcome";
}

/// <summary>Somebody is new, or has changed.</summary>
internal sealed record MemberText(string Type, MemberModel Member);

/// <summary>Somebody is gone.</summary>
internal sealed record LeftText(int Player)
{
    public string Type { get; } = "left";
}

/// <summary>The room has changed.</summary>
internal sealed record RoomText(RoomModel Room)
{
    public string Type { get; } = "room";
}

/// <summary>Somebody says something.</summary>
internal sealed record ChatText(int Player, string Text, double At)
{
    public string Type { get; } = "chat";
}

/// <summary>The room's key, for whoever it was handed to.</summary>
internal sealed record KeyText(string OwnerKey)
{
    public string Type { get; } = "key";
}

/// <summary>Something was not done.</summary>
internal sealed record ErrorText(string Code, string Message)
{
    public string Type { get; } = "error";
}

/// <summary>Texts as bytes, and back.</summary>
internal static class RoomJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 4,
    };

    public static byte[] Write<T>(T text) => JsonSerializer.SerializeToUtf8Bytes(text, s_options);

    /// <summary>Reads a text.</summary>
    /// <returns>Null if it is none.</returns>
    public static RoomRequest? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RoomRequest>(bytes, s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
