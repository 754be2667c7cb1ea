using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Cascade.Samples.Console.Options;

/// <summary>Tracks and channels of a song as a word on the command line: <c>2,5-7,ch10</c>.</summary>
internal sealed record PartChoice(HashSet<int> Tracks, HashSet<int> Channels)
{
    private const int MostTracks = ushort.MaxValue;

    public static Option<PartChoice?> Option(string name, string what) => new(name)
    {
        Description = $"{what}: tracks such as 2,5-7, as cascade info numbers them, and channels such as ch10.",
        HelpName = "tracks|channels",
        CustomParser = result => Parse(result, name),
    };

    private static PartChoice? Parse(ArgumentResult result, string option)
    {
        var choice = new PartChoice([], []);
        foreach (string word in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            bool isChannel = word.StartsWith("ch", StringComparison.OrdinalIgnoreCase);
            string[] ends = (isChannel ? word[2..] : word).Split('-');
            int most = isChannel ? 16 : MostTracks;
            if (ends.Length > 2 || !TryRead(ends[0], most, out int first) || !TryRead(ends[^1], most, out int last) || first > last)
            {
                result.AddError($"{option} takes tracks such as 2,5-7 and channels ch1 to ch16, not {word}.");
                return null;
            }
            (isChannel ? choice.Channels : choice.Tracks).UnionWith(Enumerable.Range(first - 1, last - first + 1));
        }
        return choice;
    }

    private static bool TryRead(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;
}
