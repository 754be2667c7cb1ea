using Cascade.Analysis.Figures;

switch (args)
{
    case ["train", var folder]:
        Training.Run(folder, Console.Out);
        return 0;
    case ["measure", var corpora, .. var parts]:
        Measurement.Run(corpora, parts, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            "train FOLDER: trains what is shipped with the melodies of a folder. measure CORPORA [key next ...]: prints the figures.");
        return 2;
}
