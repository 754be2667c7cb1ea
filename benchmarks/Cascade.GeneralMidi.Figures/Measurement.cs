using System.Globalization;
using Cascade.Dsp;

namespace Cascade.GeneralMidi.Figures;

/// <summary>The table: how far every program and every drum key is from that of a sound font.</summary>
internal static class Measurement
{
    public const int LowestDrum = 27, HighestDrum = 87, Velocity = 100;

    private static readonly int[] s_keys = [60, 48, 72];

    private static readonly string[] s_families =
    [
        "pianos", "chromatic percussion", "organs", "guitars", "basses", "solo strings, harp, timpani", "ensembles", "brass", "reeds",
        "pipes", "leads", "pads", "effects of synthesizers", "ethnic", "percussive", "sound effects",
    ];

    public static void Run(string font, TextWriter output)
    {
        output.WriteLine("| program | sound | C4 | C3 | C5 | level, dB |");
        output.WriteLine("|---:|---|---:|---:|---:|---:|");
        var spectra = new Spectra();
        IEnumerable<Note> notes = Enumerable.Range(0, 128).SelectMany(program => s_keys.Select(key => new Note(program, key, Velocity)));
        (double Distance, double Level)[] found = [.. Compare(font, notes, spectra)];
        double level = found.Where((_, i) => i % 3 == 0).Average(note => note.Level);
        for (int program = 0; program < 128; program++)
        {
            (double Distance, double Level)[] at = found[(3 * program)..(3 * program + 3)];
            string distances = string.Join(" | ", at.Select(note => Text($"{note.Distance:F1}")));
            output.WriteLine(
                Text($"| {program} | {PresetLibrary.GeneralMidi[program].Name} | {distances} | {at[0].Level - level:F1} |"));
        }
        output.WriteLine();
        output.WriteLine("| family | C4 |");
        output.WriteLine("|---|---:|");
        for (int family = 0; family < s_families.Length; family++)
        {
            double mean = Enumerable.Range(0, 8).Average(i => found[(family * 8 + i) * 3].Distance);
            output.WriteLine(Text($"| {s_families[family]} | {mean:F1} |"));
        }
        output.WriteLine(Text($"| all 128 programs | {Mean(found, 0):F2} |"));
        output.WriteLine(Text($"| at C3 | {Mean(found, 1):F2} |"));
        output.WriteLine(Text($"| at C5 | {Mean(found, 2):F2} |"));
        output.WriteLine(Text($"| mean level against the font, dB | {level:F1} |"));
        output.WriteLine();
        output.WriteLine("| key | drum | distance | level, dB |");
        output.WriteLine("|---:|---|---:|---:|");
        int drums = HighestDrum - LowestDrum + 1;
        found = [.. Compare(font, Enumerable.Range(LowestDrum, drums).Select(key => new Note(Note.Drums, key, Velocity)), spectra)];
        for (int i = 0; i < drums; i++)
        {
            string name = PresetLibrary.GeneralMidi.Find(true, 0, LowestDrum + i)?.Name ?? "silent";
            output.WriteLine(Text($"| {LowestDrum + i} | {name} | {found[i].Distance:F1} | {found[i].Level - level:F1} |"));
        }
        output.WriteLine(Text($"| all {drums} | | {found.Average(note => note.Distance):F2} | |"));
    }

    private static double Mean((double Distance, double Level)[] found, int key) =>
        found.Where((_, i) => i % s_keys.Length == key).Average(note => note.Distance);

    private static IEnumerable<(double Distance, double Level)> Compare(string font, IEnumerable<Note> notes, Spectra spectra)
    {
        foreach ((Note note, float[] sound) in SoundFont.Play(font, notes))
        {
            var theirs = new Picture(sound, spectra);
            var ours = new Picture(Synthesized.Play(PresetLibrary.GeneralMidi, note), spectra);
            yield return (ours.Distance(theirs), ours.Loudness - theirs.Loudness);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
