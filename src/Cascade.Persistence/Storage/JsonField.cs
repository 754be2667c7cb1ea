using System.Text.Json;

namespace Cascade.Persistence.Storage;

/// <summary>Refuses JSON that jsonb cannot hold, or that would not come out as small as it went in.</summary>
/// <remarks>A number of jsonb is exact and comes back with all its digits, without an exponent: <c>1e131071</c> as 131,072 of
/// them.</remarks>
internal static class JsonField
{
    /// <summary>The most characters, also when all numbers are written out.</summary>
    public const int Longest = 1 << 20;

    /// <summary>The deepest nesting; what System.Text.Json reads by itself.</summary>
    public const int Deepest = 64;

    /// <summary>The most digits of a number written out. Those of every double are fewer.</summary>
    public const int MostDigits = 400;

    /// <summary>The text of a JSON value.</summary>
    public static string Text(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            throw new InvalidFieldException(field, "There is no JSON value.");
        string text = value.GetRawText();
        if (text.Length > Longest)
            throw new InvalidFieldException(field, $"The JSON text must have at most {Longest} characters, not {text.Length}.");
        long length = text.Length;
        Check(value, field, 0, ref length);
        if (length > Longest)
            throw new InvalidFieldException(field,
                $"The JSON text must have at most {Longest} characters with its numbers written out, not {length}.");
        return text;
    }

    private static void Check(JsonElement value, string field, int depth, ref long length)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && depth == Deepest)
            throw new InvalidFieldException(field, $"JSON is nested at most {Deepest} deep.");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Decoded(() => property.Name, field);
                    Check(property.Value, field, depth + 1, ref length);
                }
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                    Check(item, field, depth + 1, ref length);
                break;
            case JsonValueKind.String:
                Decoded(() => value.GetString()!, field);
                break;
            case JsonValueKind.Number:
                string number = value.GetRawText();
                int digits = Digits(number);
                if (digits > MostDigits)
                    throw new InvalidFieldException(field, $"A number has at most {MostDigits} digits when it is written out.");
                length += Math.Max(0, digits - number.Length);
                break;
        }
    }

    /// <summary>How many digits a JSON number has without an exponent; one more than <see cref="MostDigits"/> where they are
    /// more.</summary>
    internal static int Digits(ReadOnlySpan<char> number)
    {
        number = number.TrimStart('-');
        int mark = number.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = mark < 0 ? number : number[..mark];
        int point = mantissa.IndexOf('.');
        long whole = point < 0 ? mantissa.Length : point, fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        if (mark >= 0)
        {
            // An exponent beyond a double's is as wrong as one beyond a long's.
            ReadOnlySpan<char> digits = number[(mark + 1)..].TrimStart("+-").TrimStart('0');
            if (digits.Length > 6)
                return MostDigits + 1;
            long exponent = digits.Length == 0 ? 0 : long.Parse(digits, null);
            if (number[mark + 1] == '-')
                exponent = -exponent;
            whole = Math.Max(1, whole + exponent);
            fraction = Math.Max(0, fraction - exponent);
        }
        return (int)Math.Min(whole + fraction, MostDigits + 1);
    }

    private static void Decoded(Func<string> text, string field)
    {
        try
        {
            Fields.Characters(text(), field);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidFieldException(field, "A surrogate stands alone.", e);
        }
    }
}
