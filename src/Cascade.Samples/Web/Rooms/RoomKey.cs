using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Secrets of 128 random bits, written in base 58, and the rooms that they rule.</summary>
internal static class RoomKey
{
    private const string Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const char Dot = '.';
    private const int Bytes = 16, Length = 22, LongestSeal = 600;

    private static readonly SearchValues<char> s_digits = SearchValues.Create(Digits), s_seal = SearchValues.Create("0123456789abcdef");

    /// <summary>A new secret.</summary>
    public static string Create() => Write(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The id of the room that a key rules. The other way there is none, and a host that was started anew knows it
    /// again.</summary>
    public static string IdOf(string key) => Write(SHA256.HashData(Encoding.UTF8.GetBytes(FirstOf(key))).AsSpan(0, Bytes));

    /// <summary>Another key of the same room: its first, and what the host has sealed for whoever it was handed to.</summary>
    public static string Behind(string key, string seal) => FirstOf(key) + Dot + seal;

    /// <summary>What the host has sealed in a key; null of a room's first.</summary>
    public static string? SealOf(string key) => key.Split(Dot, 2) is [_, var seal] ? seal : null;

    /// <summary>Whether a text has the form of a key.</summary>
    public static bool IsOne([NotNullWhen(true)] string? text) => text is { Length: >= Length and <= Length + 1 + LongestSeal }
        && IsSecret(text.AsSpan(0, Length)) && (text.Length == Length || (text[Length] == Dot && IsSeal(text.AsSpan(Length + 1))));

    /// <summary>Whether two secrets are the same, in a time that says nothing of them.</summary>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null
        && CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    private static string FirstOf(string key) => key.Split(Dot, 2)[0];

    private static bool IsSecret(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_digits);

    private static bool IsSeal(ReadOnlySpan<char> text) =>
        text.Length > 0 && text.Length % 2 == 0 && !text.ContainsAnyExcept(s_seal);

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
