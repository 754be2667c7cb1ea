using System;
using System.Globalization;
using System.Text;

namespace Cascade.Dsp.Midi;

/// <summary>An event of a MIDI file's track: a channel message, a system-exclusive packet or a meta event, at a tick. 32 bytes.</summary>
/// <remarks>The payload of an event that was read is a slice of the file's bytes, kept exactly as it was.</remarks>
public readonly struct MidiEvent : IEquatable<MidiEvent>
{
    /// <summary>The last tick an event can have; 2 to the power of 40.</summary>
    public const long LastTick = 1L << 40;

    /// <summary>The most bytes that a meta or system-exclusive event can hold: 2^28 - 1, as a file has four bytes of seven bits to count
    /// them.</summary>
    public const int LongestPayload = (1 << 28) - 1;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, true);

    private readonly ReadOnlyMemory<byte> _payload;
    private readonly byte _data1, _data2;

    internal MidiEvent(long tick, byte status, byte data1, byte data2, ReadOnlyMemory<byte> payload)
    {
        Tick = tick;
        Status = status;
        _data1 = data1;
        _data2 = data2;
        _payload = payload;
    }

    /// <summary>When it happens, in ticks from the start of the track.</summary>
    public long Tick { get; }

    /// <summary>0x80-0xEF a channel message, 0xF0 system exclusive, 0xF7 a continuation or any other bytes to send, 0xFF a meta
    /// event.</summary>
    public byte Status { get; }

    /// <summary>True if it is a channel message.</summary>
    public bool IsMessage => Status is >= 0x80 and < 0xF0;

    /// <summary>True if it is a system-exclusive packet, its continuation, or bytes sent as they are.</summary>
    public bool IsSysEx => Status is 0xF0 or 0xF7;

    /// <summary>True if it is a meta event.</summary>
    public bool IsMeta => Status == 0xFF;

    /// <summary>The channel message; of no meaning for other events.</summary>
    public MidiMessage Message => new(Status, _data1, _data2);

    /// <summary>What the meta event tells; of no meaning for other events.</summary>
    public MidiMetaType MetaType => (MidiMetaType)_data1;

    /// <summary>The bytes of a meta or system-exclusive event (without 0xF0, with the closing 0xF7); empty for a channel message.</summary>
    public ReadOnlySpan<byte> Payload => _payload.Span;

    /// <summary>The payload as text: UTF-8 if it is, else Latin-1.</summary>
    public string Text
    {
        get
        {
            try
            {
                return StrictUtf8.GetString(Payload);
            }
            catch (DecoderFallbackException)
            {
                return Encoding.Latin1.GetString(Payload);
            }
        }
    }

    /// <summary>A channel message at a tick.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="message">A status of 0x80-0xEF and data bytes of 0-127.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick, the status or a data byte is out of range.</exception>
    public static MidiEvent FromMessage(long tick, MidiMessage message)
    {
        if (message.Status is < 0x80 or > 0xEF || message.Data1 > 127 || message.Data2 > 127)
            throw new ArgumentOutOfRangeException(nameof(message), message,
                "A channel message has a status of 0x80-0xEF and data bytes of 0-127.");
        return new MidiEvent(Check(tick), message.Status, message.Data1, message.Length == 2 ? (byte)0 : message.Data2, default);
    }

    /// <summary>A meta event.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="type">Any type of 0-127 but the end of track, which every track has by itself.</param>
    /// <param name="payload">Its bytes; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the type is out of range.</exception>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="LongestPayload"/>.</exception>
    public static MidiEvent Meta(long tick, MidiMetaType type, ReadOnlySpan<byte> payload)
    {
        if (type == MidiMetaType.EndOfTrack || (int)type > 127)
            throw new ArgumentOutOfRangeException(nameof(type), type,
                "A meta event has a type of 0-127; the end of a track is the track's own.");
        return new MidiEvent(Check(tick), 0xFF, (byte)type, 0, Copy(payload));
    }

    /// <summary>A meta event that holds text, in UTF-8.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="type">What the text is.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the type is out of range.</exception>
    /// <exception cref="ArgumentException">The text is longer than <see cref="LongestPayload"/> bytes.</exception>
    public static MidiEvent FromText(long tick, MidiMetaType type, string text) => Meta(tick, type, Encoding.UTF8.GetBytes(text));

    /// <summary>A tempo.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="tempo">The tempo from there on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    public static MidiEvent FromTempo(long tick, Tempo tempo)
    {
        int microseconds = tempo.MicrosecondsPerQuarter;
        return Meta(tick, MidiMetaType.Tempo, [(byte)(microseconds >> 16), (byte)(microseconds >> 8), (byte)microseconds]);
    }

    /// <summary>A time signature, with a metronome click per beat.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="signature">A numerator of 1-255 and a denominator of 1, 2, 4 and so on to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the signature is out of range.</exception>
    public static MidiEvent FromTimeSignature(long tick, MidiTimeSignature signature)
    {
        if (signature.Numerator is < 1 or > 255 || signature.Denominator is < 1 or > 128 || !int.IsPow2(signature.Denominator))
            throw new ArgumentOutOfRangeException(nameof(signature), signature,
                "A time signature has a numerator of 1-255 and a denominator of 1, 2, 4 ... 128.");
        return Meta(tick, MidiMetaType.TimeSignature,
            [(byte)signature.Numerator, (byte)int.Log2(signature.Denominator), (byte)Math.Max(1, 96 / signature.Denominator), 8]);
    }

    /// <summary>A key signature.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="signature">At most 7 sharps or flats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the signature is out of range.</exception>
    public static MidiEvent FromKeySignature(long tick, MidiKeySignature signature)
    {
        if (signature.Sharps is < -7 or > 7)
            throw new ArgumentOutOfRangeException(nameof(signature), signature, "A key signature has at most 7 sharps or flats.");
        return Meta(tick, MidiMetaType.KeySignature, [(byte)signature.Sharps, signature.IsMinor ? (byte)1 : (byte)0]);
    }

    /// <summary>A system-exclusive packet.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="payload">The bytes after 0xF0; the closing 0xF7 is one of them, unless a continuation follows. Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="LongestPayload"/>.</exception>
    public static MidiEvent SysEx(long tick, ReadOnlySpan<byte> payload) => new(Check(tick), 0xF0, 0, 0, Copy(payload));

    /// <summary>The continuation of a system-exclusive packet, or any other bytes to be sent as they are.</summary>
    /// <param name="tick">0 to <see cref="LastTick"/>.</param>
    /// <param name="payload">The bytes to send; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="LongestPayload"/>.</exception>
    public static MidiEvent Escape(long tick, ReadOnlySpan<byte> payload) => new(Check(tick), 0xF7, 0, 0, Copy(payload));

    /// <summary>Reads a tempo.</summary>
    /// <param name="tempo">The tempo.</param>
    /// <returns>False if it is no tempo, or one that means nothing: of fewer than three bytes, or 0.</returns>
    public bool TryGetTempo(out Tempo tempo)
    {
        tempo = default;
        if (!IsMeta || MetaType != MidiMetaType.Tempo || Payload is [0, 0, 0, ..] or not [_, _, _, ..])
            return false;
        tempo = Tempo.FromMicrosecondsPerQuarter(Payload[0] << 16 | Payload[1] << 8 | Payload[2]);
        return true;
    }

    /// <summary>Reads a time signature.</summary>
    /// <param name="signature">The signature.</param>
    /// <returns>False if it is none, or one that means nothing.</returns>
    public bool TryGetTimeSignature(out MidiTimeSignature signature)
    {
        signature = default;
        if (!IsMeta || MetaType != MidiMetaType.TimeSignature || Payload is not [>= 1 and byte numerator, <= 7 and byte power, ..])
            return false;
        signature = new MidiTimeSignature(numerator, 1 << power);
        return true;
    }

    /// <summary>Reads a key signature.</summary>
    /// <param name="signature">The signature.</param>
    /// <returns>False if it is none, or one that means nothing.</returns>
    public bool TryGetKeySignature(out MidiKeySignature signature)
    {
        signature = default;
        if (!IsMeta || MetaType != MidiMetaType.KeySignature || Payload is not [byte sharps, <= 1 and byte minor, ..]
            || (sbyte)sharps is < -7 or > 7)
            return false;
        signature = new MidiKeySignature((sbyte)sharps, minor == 1);
        return true;
    }

    /// <summary>Reads a MIDI port.</summary>
    /// <param name="port">The port that the events after it in the track go to, 0-127.</param>
    /// <returns>False if it is none.</returns>
    public bool TryGetPort(out int port)
    {
        port = 0;
        if (!IsMeta || MetaType != MidiMetaType.Port || Payload is not [<= 127 and byte number, ..])
            return false;
        port = number;
        return true;
    }

    /// <summary>True if both are of one tick and have the same bytes.</summary>
    /// <param name="other">The other event.</param>
    public bool Equals(MidiEvent other) => Tick == other.Tick && Message == other.Message && Payload.SequenceEqual(other.Payload);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MidiEvent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tick, Message, _payload.Length);

    /// <summary>True if both are of one tick and have the same bytes.</summary>
    public static bool operator ==(MidiEvent left, MidiEvent right) => left.Equals(right);

    /// <summary>True if the ticks or the bytes differ.</summary>
    public static bool operator !=(MidiEvent left, MidiEvent right) => !left.Equals(right);

    private static byte[] Copy(ReadOnlySpan<byte> payload) => payload.Length <= LongestPayload
        ? payload.ToArray()
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"A payload has at most {LongestPayload:N0} bytes, not {payload.Length:N0}: split it."), nameof(payload));

    private static long Check(long tick)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tick, LastTick);
        return tick;
    }
}
