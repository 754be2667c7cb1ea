using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Secrets of 128 random bits, written in base 58, and the rooms that they rule.</summary>
internal static class RoomKey
{
    private const string Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const char Behind = '.';
    private const int Bytes = 16, Length = 22;

    private static readonly SearchValues<char> s_digits = SearchValues.Create(Digits);

    /// <summary>A new secret.</summary>
    public static string Create() => Write(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The id of the room that a key rules. The other way there is none, and a host that was started anew knows it
    /// again.</summary>
    public static string IdOf(string key) => Write(SHA256.HashData(Encoding.UTF8.GetBytes(FirstOf(key))).AsSpan(0, Bytes));

    /// <summary>Another key of the same room, for whoever it is handed to: the room's first, and a secret of their own.</summary>
    public static string Next(string key) => FirstOf(key) + Behind + Create();

    /// <summary>Whether a text has the form of a key.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } ? IsSecret(text)
        : text is { Length: 2 * Length + 1 } && text[Length] == Behind && IsSecret(text.AsSpan(0, Length))
            && IsSecret(text.AsSpan(Length + 1));

    /// <summary>Whether two secrets are the same, in a time that says nothing of them.</summary>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null
        && CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    private static string FirstOf(string key) => key.Split(Behind, 2)[0];

    private static bool IsSecret(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_digits);

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
