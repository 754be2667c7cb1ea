using System.Buffers.Binary;
using Cascade.Dsp;

namespace Cascade.Samples.Web.Live;

/// <summary>The binary messages of <c>/ws/play</c>, little endian.</summary>
/// <remarks><code>
/// up    8 bytes   kind 1 | key or controller 1 | value 1 | channel 1 | client's time 4     kind: 1 on, 2 off, 3 controller, 4 bend
/// up   12 bytes   0x50 | number 1 | 0 2 | client's clock 8
/// down 28 bytes   the ping's 12 | received 8 | sent 8                                      ms of the server's clock, as doubles
/// down 16 bytes and 16-bit samples, left and right in turn:
///                 0x41 | 1 | 2 | flags 1 | number 4 | position 8                           flags: 1 silence or lost sound came before
/// </code>
/// A bend has its 14 bits in the key (low) and the value (high) byte.</remarks>
internal static class PlayMessage
{
    public const int NoteLength = 8, PingLength = 12, PongLength = 28, AudioHeader = 16;

    private const byte On = 1, Off = 2, Controller = 3, Bend = 4, Ping = 0x50, Audio = 0x41, LeftOut = 1;

    /// <summary>Whether a message is a ping.</summary>
    public static bool IsPing(ReadOnlySpan<byte> message) => message.Length == PingLength && message[0] == Ping;

    /// <summary>Reads what was played.</summary>
    /// <param name="message">The message.</param>
    /// <param name="time">The sample position it happens at.</param>
    /// <param name="e">The event.</param>
    /// <returns>False if the message is none of those above.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, long time, out EngineEvent e)
    {
        e = default;
        if (message.Length != NoteLength || message[1] > 127 || message[2] > 127 || message[3] > 15)
            return false;
        (int number, float value, int channel) = (message[1], message[2] / 127f, message[3]);
        switch (message[0])
        {
            case On: e = EngineEvent.NoteOn(time, number, value, channel); return true;
            case Off: e = EngineEvent.NoteOff(time, number, channel); return true;
            case Controller: e = EngineEvent.Control(time, number, value, channel); return true;
            case Bend: e = EngineEvent.PitchBend(time, ((message[2] << 7 | number) - 8_192) / 8_192f, channel); return true;
            default: return false;
        }
    }

    /// <summary>The answer to a ping.</summary>
    public static byte[] PongTo(ReadOnlySpan<byte> ping, double received, double sent)
    {
        var pong = new byte[PongLength];
        ping.CopyTo(pong);
        BinaryPrimitives.WriteDoubleLittleEndian(pong.AsSpan(12), received);
        StampPong(pong, sent);
        return pong;
    }

    /// <summary>Writes when an answer to a ping is sent.</summary>
    public static void StampPong(Span<byte> pong, double sent) => BinaryPrimitives.WriteDoubleLittleEndian(pong[20..], sent);

    /// <summary>The head of a block of sound.</summary>
    public static void WriteAudioHeader(Span<byte> message, uint number, long position, bool followsSilence)
    {
        message[0] = Audio;
        message[1] = 1;
        message[2] = 2;
        message[3] = followsSilence ? LeftOut : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(message[4..], number);
        BinaryPrimitives.WriteInt64LittleEndian(message[8..], position);
    }

    /// <summary>The number of a block of sound.</summary>
    public static uint NumberOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);

    /// <summary>Notes in a block of sound that some before it were lost.</summary>
    public static void TellLoss(Span<byte> block) => block[3] |= LeftOut;
}
