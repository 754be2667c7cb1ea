using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Fuzz;

/// <summary>Counts what strict and lenient reading say of a collection of MIDI files.</summary>
internal static class MidiCollection
{
    /// <summary>Counts, and prints a line for each folder.</summary>
    /// <param name="root">The folder; all below it count.</param>
    /// <returns>1 if the two ways contradict each other, else 0.</returns>
    public static int Count(string root)
    {
        int contradictions = 0;
        foreach (string folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root).Order())
        {
            int files = 0, refused = 0, warned = 0, lenient = 0;
            foreach (string path in Directory.EnumerateFiles(folder))
            {
                if (Path.GetExtension(path).ToUpperInvariant() is not (".MID" or ".MIDI" or ".KAR" or ".SMF" or ".RMI"))
                    continue;
                files++;
                byte[] bytes = File.ReadAllBytes(path);
                bool isSound = Read(bytes, strict: true) is not null;
                MidiFile? file = Read(bytes, strict: false);
                refused += isSound ? 0 : 1;
                lenient += file is null ? 1 : 0;
                warned += file?.WarningCount > 0 ? 1 : 0;
                contradictions += isSound == file is { WarningCount: 0 } ? 0 : 1;
                if (file is { WarningCount: > 0 } && folder.Contains($"{Path.DirectorySeparatorChar}Valid"))
                    Console.WriteLine($"{Path.GetFileName(path)}: at byte {file.Warnings[0].Offset}: {file.Warnings[0].Message}");
            }
            if (files > 0)
                Console.WriteLine($"{Path.GetRelativePath(root, folder)}: {files} files, strict refuses {refused}; "
                    + $"lenient refuses {lenient}, warns of {warned}, takes {files - lenient - warned} as sound");
        }
        return contradictions > 0 ? 1 : 0;
    }

    private static MidiFile? Read(byte[] bytes, bool strict)
    {
        try
        {
            return MidiFile.Read(bytes, new MidiReadOptions { Strict = strict });
        }
        catch (MidiFormatException)
        {
            return null;
        }
    }
}
