using System.Buffers.Binary;

namespace Cascade.Samples.Web.Rooms;

/// <summary>What somebody in a room played: the 16 bytes that everybody else gets.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Player">Who played it.</param>
/// <param name="Key">The key, the controller, or the low bits of a bend.</param>
/// <param name="Value">The velocity, the controller's value, or the high bits of a bend.</param>
/// <param name="Number">Its place in the order of the room.</param>
/// <param name="Time">When it was played, in ms of the server's clock.</param>
internal readonly record struct RoomEvent(RoomEventKind Kind, byte Player, byte Key, byte Value, uint Number, double Time)
{
    public const int Length = 16;

    /// <summary>The bit of the channel's byte that makes a note's time count.</summary>
    private const int HasTime = 0x80;

    private const double LatestMilliseconds = 2_000, UnitsPerMillisecond = 8;
    private const int NoteLength = 8;

    /// <summary>Reads what a player sends.</summary>
    /// <param name="message">The message.</param>
    /// <param name="player">Who sends it.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="e">The event, without a number.</param>
    /// <returns>False if the message is no note, controller or bend.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, byte player, double now, out RoomEvent e)
    {
        e = default;
        if (message.Length != NoteLength || message[0] is < (byte)RoomEventKind.On or > (byte)RoomEventKind.Bend || message[1] > 127
            || message[2] > 127 || (message[3] & ~HasTime) > 15)
            return false;
        var kind = (RoomEventKind)message[0];
        // A note-on without velocity is MIDI's other way to say off.
        if (kind == RoomEventKind.On && message[2] == 0)
            kind = RoomEventKind.Off;
        double time = now;
        if ((message[3] & HasTime) != 0)
        {
            uint units = unchecked((uint)(long)(now * UnitsPerMillisecond));
            int ago = unchecked((int)(units - BinaryPrimitives.ReadUInt32LittleEndian(message[4..])));
            time -= Math.Clamp(ago / UnitsPerMillisecond, 0, LatestMilliseconds);
        }
        e = new RoomEvent(kind, player, message[1], message[2], 0, time);
        return true;
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Kind;
        bytes[1] = Player;
        bytes[2] = Key;
        bytes[3] = Value;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Number);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], Time);
    }
}
