using System.Net.WebSockets;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Why somebody is not let in.</summary>
/// <param name="Status">The connection ends with this.</param>
/// <param name="Reason">And this.</param>
internal sealed record JoinRefusal(WebSocketCloseStatus Status, string Reason)
{
    public static readonly JoinRefusal Closed = new(WebSocketCloseStatus.PolicyViolation, "There is no such room any more."),
        Locked = new(WebSocketCloseStatus.PolicyViolation, "The room is locked."),
        WrongPassphrase = new(WebSocketCloseStatus.PolicyViolation, "The passphrase is wrong."),
        NoInstrument = new(WebSocketCloseStatus.PolicyViolation, "There is no such instrument."),
        NoRole = new(WebSocketCloseStatus.PolicyViolation, "A role is player or listener."),
        Full = new(RoomSession.TryAgainLater, "The room is full.");
}
