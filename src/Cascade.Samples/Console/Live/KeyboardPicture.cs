using System.Text;

namespace Cascade.Samples.Console.Live;

/// <summary>The keys of a piano in two lines, one column each, those that are down in green.</summary>
internal static class KeyboardPicture
{
    /// <summary>The columns of a whole piano, A0 to C8.</summary>
    public const int WholePiano = 88;

    private const int Lowest = 21, Highest = 108, Middle = 64;
    private const string White = "\e[47m ", Black = "\e[40m ", WhiteDown = "\e[42m ", BlackDown = "\e[102m ", End = "\e[0m";

    /// <summary>Draws as much of the keyboard as there is room for.</summary>
    /// <param name="down">The keys that are down, as bits.</param>
    /// <param name="columns">The room.</param>
    public static IEnumerable<string> Draw(UInt128 down, int columns)
    {
        int count = Math.Clamp(columns, 1, WholePiano);
        int first = count == WholePiano ? Lowest : Math.Clamp(Middle - count / 2, Lowest, Highest + 1 - count);
        yield return Line(down, first, count, isUpper: true);
        yield return Line(down, first, count, isUpper: false);
    }

    /// <summary>True for a black key.</summary>
    public static bool IsBlack(int key) => (key % 12) is 1 or 3 or 6 or 8 or 10;

    private static string Line(UInt128 down, int first, int count, bool isUpper)
    {
        var line = new StringBuilder();
        for (int key = first; key < first + count; key++)
        {
            // Below the black keys the white ones are wider: they take the column.
            int drawn = IsBlack(key) && !isUpper ? key - 1 : key;
            bool isDown = (down >> drawn & 1) != 0;
            line.Append((IsBlack(drawn), isDown) switch
            {
                (false, false) => White,
                (false, true) => WhiteDown,
                (true, false) => Black,
                (true, true) => BlackDown,
            });
        }
        return line.Append(End).ToString();
    }
}
