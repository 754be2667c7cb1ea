using System.CommandLine.Parsing;
using System.Text;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Options;

/// <summary>MIDI files as the commands take them.</summary>
internal static class SongFile
{
    /// <summary>The song that ships with the program.</summary>
    public static string DemoPath => Path.Combine(AppContext.BaseDirectory, "Songs", "prelude-in-c.mid");

    /// <summary>Reads a song.</summary>
    /// <param name="path">The file; <see cref="InputFile.Standard"/> is standard input.</param>
    /// <param name="textEncoding">Of its texts.</param>
    /// <exception cref="InputException">The file is missing, unreadable or no MIDI file.</exception>
    public static Song Read(string path, Encoding? textEncoding = null) => InputFile.Read(path, "a MIDI file", file =>
    {
        if (file != InputFile.Standard)
            return Song.Read(file, null, textEncoding);
        using Stream input = InputFile.OpenStandard();
        return Song.Read(input, null, textEncoding);
    });

    /// <summary>The encoding that an option names.</summary>
    public static Encoding? ParseEncoding(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            result.AddError($"--encoding: no encoding is called {name}; shift_jis, windows-1252 and utf-8 are three.");
            return null;
        }
    }
}
