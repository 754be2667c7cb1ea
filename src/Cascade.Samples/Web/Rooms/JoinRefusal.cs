using System.Net.WebSockets;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Why somebody is not let in, or not any more.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Status">The connection ends with this.</param>
/// <param name="Reason">And this, for people.</param>
internal sealed record JoinRefusal(string Code, WebSocketCloseStatus Status, string Reason)
{
    public static readonly JoinRefusal Closed = new("gone", WebSocketCloseStatus.PolicyViolation, "There is no such room any more."),
        Locked = new("locked", WebSocketCloseStatus.PolicyViolation, "The room is locked."),
        WrongPassphrase = new("wrongPassphrase", WebSocketCloseStatus.PolicyViolation, "The passphrase is wrong."),
        NoInstrument = new("unknownInstrument", WebSocketCloseStatus.PolicyViolation, "There is no such instrument."),
        NoRole = new("invalid", WebSocketCloseStatus.PolicyViolation, "A role is player or listener."),
        Full = new("full", RoomSession.TryAgainLater, "The room is full."),
        Removed = new("removed", WebSocketCloseStatus.PolicyViolation, "The owner asks you to leave."),
        Replaced = new("replaced", WebSocketCloseStatus.PolicyViolation, "Another connection has your seat.");
}
