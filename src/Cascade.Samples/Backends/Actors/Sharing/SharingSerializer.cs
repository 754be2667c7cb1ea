using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>The messages between actor hosts as bytes: samples as they are, questions as JSON.</summary>
/// <param name="system">The system it is for.</param>
internal sealed class SharingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Play = "play", Piece = "piece", Failure = "failure", Forget = "forget";
    private const int NumberBytes = sizeof(long), HeadBytes = 3 * sizeof(long) + sizeof(int);

    /// <inheritdoc/>
    public override int Identifier => 5127;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        PlayShared => Play,
        SharedPiece => Piece,
        SharedFailure => Failure,
        ForgetShared => Forget,
        _ => throw new SerializationException($"{o.GetType()} is not sent."),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case SharedPiece piece:
                var bytes = new byte[HeadBytes + piece.Bytes.Length];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, piece.Number);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), piece.Clipped);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), piece.Waited);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), piece.Length);
                piece.Bytes.Span.CopyTo(bytes.AsSpan(HeadBytes));
                return bytes;
            case SharedFailure failure: return WithNumber(failure.Number, Encoding.UTF8.GetBytes(failure.Reason));
            case ForgetShared forget: return WithNumber(forget.Number, []);
            default: return JsonSerializer.SerializeToUtf8Bytes((PlayShared)obj);
        }
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        Play => JsonSerializer.Deserialize<PlayShared>(bytes)!,
        Piece => new SharedPiece(NumberOf(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)),
            bytes.AsMemory(HeadBytes)),
        Failure => new SharedFailure(NumberOf(bytes), Encoding.UTF8.GetString(bytes, NumberBytes, bytes.Length - NumberBytes)),
        Forget => new ForgetShared(NumberOf(bytes)),
        _ => throw new SerializationException($"'{manifest}' is not known."),
    };

    private static long NumberOf(byte[] bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static byte[] WithNumber(long number, ReadOnlySpan<byte> rest)
    {
        var bytes = new byte[NumberBytes + rest.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        rest.CopyTo(bytes.AsSpan(NumberBytes));
        return bytes;
    }
}
