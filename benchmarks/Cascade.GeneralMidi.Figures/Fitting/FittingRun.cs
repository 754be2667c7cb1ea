using System.Globalization;
using Cascade.Dsp;

namespace Cascade.GeneralMidi.Figures.Fitting;

/// <summary>Fits patches to a sound font and writes each to a file of a folder; goes on from what is there.</summary>
/// <param name="font">The sound font.</param>
/// <param name="folder">Where the patches go.</param>
/// <param name="seconds">How long each is looked for.</param>
internal sealed class FittingRun(string font, string folder, double seconds)
{
    private const int Parts = 4;

    private readonly List<(int Program, double[] Row, Picture Picture)> _made = [];

    /// <summary>Fits one after the other on some threads.</summary>
    /// <param name="which">"0-127", "81", "drums", "drum46".</param>
    /// <param name="threads">How many.</param>
    /// <param name="output">Gets a line for each.</param>
    public void Run(string[] which, int threads, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        var work = new Queue<(int Program, int Key)>(which.SelectMany(Wanted));
        var gate = new Lock();
        ReadMade();
        void Work()
        {
            while (true)
            {
                (int Program, int Key) next;
                lock (gate)
                {
                    if (!work.TryDequeue(out next))
                        return;
                }
                string line = One(next.Program, next.Key);
                lock (gate)
                    output.WriteLine(line);
            }
        }

        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread thread in all)
            thread.Start();
        foreach (Thread thread in all)
            thread.Join();
    }

    private static IEnumerable<(int, int)> Wanted(string text)
    {
        int drums = Measurement.HighestDrum - Measurement.LowestDrum + 1;
        if (text == "drums")
            return Enumerable.Range(Measurement.LowestDrum, drums).Select(key => (Note.Drums, key));
        if (text.StartsWith("drum", StringComparison.Ordinal))
            return [(Note.Drums, int.Parse(text[4..], CultureInfo.InvariantCulture))];
        int[] ends = [.. text.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1).Select(program => (program, 60));
    }

    // The note that is measured counts most; other keys and a softer blow keep the patch from knowing nothing else.
    private static (Note Note, double Weight)[] NotesOf(int program, int key) => program == Note.Drums
        ? [(new Note(program, key, 100), 2), (new Note(program, key, 60), 0.7)]
        : [
            (new Note(program, 60, 100), 2), (new Note(program, 48, 100), 1), (new Note(program, 72, 100), 1),
            (new Note(program, 60, 60), 0.7),
        ];

    // The rows of the other programs that are nearest by how they sound now.
    private double[][] Nearest(float[] sound, int program)
    {
        var spectra = new Spectra();
        var theirs = new Picture(sound, spectra);
        return [.. _made.Where(made => made.Program != program && Kind.Of(program).IsFree == Kind.Of(made.Program).IsFree)
            .OrderBy(made => made.Picture.Distance(theirs)).Take(3).Select(made => made.Row)];
    }

    private void ReadMade()
    {
        var spectra = new Spectra();
        for (int program = 0; program < 128; program++)
        {
            string genes = Path.Combine(folder, $"program-{program:000}.genes");
            if (!File.Exists(genes))
                continue;
            double[] row = [.. File.ReadAllLines(genes).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
            float[] sound = Synthesized.Play(Genes.Patch(row, Kind.Of(program)), new Note(0, 60, 100));
            _made.Add((program, row, new Picture(sound, spectra)));
        }
    }

    private string One(int program, int key)
    {
        string name = Path.Combine(folder, program == Note.Drums ? $"drum-{key}" : $"program-{program:000}"), genes = name + ".genes";
        (Note Note, double Weight)[] notes = NotesOf(program, key);
        IEnumerable<(Note Note, float[] Sound)> played = SoundFont.Play(font, notes.Select(note => note.Note));
        (Note Note, float[] Sound, double Weight)[] sounds =
            [.. played.Zip(notes, (theirs, note) => (theirs.Note, theirs.Sound, note.Weight))];
        double[]? start = File.Exists(genes)
            ? [.. File.ReadAllLines(genes).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
            : null;
        Kind kind = Kind.Of(program);
        var fit = new Fit(kind, start?.Length / Genes.Count ?? Parts, sounds, Environment.TickCount);
        double[][] others = Nearest(sounds[0].Sound, program);
        fit.Run(start ?? (kind.IsFree ? null : others.FirstOrDefault()), others, seconds);
        File.WriteAllLines(genes, fit.Row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        File.WriteAllText(name + ".json", PresetLibrary.ToJson(Genes.Patch(fit.Row, kind)));
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(name)}: {fit.Best:F2} dB after {fit.Rendered} notes");
    }
}
