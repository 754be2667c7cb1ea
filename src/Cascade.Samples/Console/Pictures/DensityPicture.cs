using System.Globalization;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Console.Options;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cascade.Samples.Console.Pictures;

/// <summary>A song as a picture in text: time to the right, a row for each half octave, darker where more notes start.</summary>
internal static class DensityPicture
{
    private const int MostColumns = 72, Frame = 8;
    private const int KeysPerRow = 6;
    private const string Shades = " .:+#@";

    /// <summary>Draws a song.</summary>
    /// <param name="song">The song.</param>
    /// <param name="width">The columns there are.</param>
    public static IRenderable Draw(Song song, int width)
    {
        int columns = Math.Clamp(width - Frame, 1, MostColumns);
        var counts = new int[128 / KeysPerRow + 1, columns];
        int low = int.MaxValue, high = -1, most = 0;
        double length = song.TempoMap.SecondsAt(song.EndTick);
        foreach (SongTrack track in song.Tracks)
            foreach (MidiEvent e in track.Midi)
            {
                if (!e.Message.IsNoteOn)
                    continue;
                int row = e.Message.Data1 / KeysPerRow;
                int column = length > 0 ? Math.Min(columns - 1, (int)(song.TempoMap.SecondsAt(track.StartTick + e.Tick) / length * columns))
                    : 0;
                (low, high) = (Math.Min(low, row), Math.Max(high, row));
                most = Math.Max(most, ++counts[row, column]);
            }
        var picture = new StringBuilder();
        for (int row = high; row >= low; row--)
        {
            picture.Append(CultureInfo.InvariantCulture, $"{KeyName.Of(row * KeysPerRow),4} |");
            for (int column = 0; column < columns; column++)
                picture.Append(Shades[(counts[row, column] * (Shades.Length - 1) + most - 1) / most]);
            picture.Append("|\n");
        }
        return new Text(picture.ToString());
    }
}
