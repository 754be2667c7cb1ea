using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Secrets of 128 random bits, written in base 58, and the rooms that they rule.</summary>
internal static class RoomKey
{
    private const string Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int Bytes = 16, Length = 22;

    private static readonly SearchValues<char> s_digits = SearchValues.Create(Digits);

    /// <summary>A new secret.</summary>
    public static string Create() => Write(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The id of the room that a key rules. The other way there is none, and a host that was started anew knows it
    /// again.</summary>
    public static string IdOf(string key) => Write(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, Bytes));

    /// <summary>Whether a text has the form of a secret.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(s_digits);

    /// <summary>Whether two secrets are the same, in a time that says nothing of them.</summary>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null
        && CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Write(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[Length];
        for (int i = Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, Digits.Length, out BigInteger digit);
            text[i] = Digits[(int)digit];
        }
        return new string(text);
    }
}
