using Cascade.Analysis.Figures.Corpora;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>How often the key of a whole piece is told: tonic and mode.</summary>
internal static class KeyFigures
{
    private const int Folds = 10;

    public static void Measure(Table table, string corpora)
    {
        Piece[] essen = Melodies.Essen(corpora), chorales = Melodies.Chorales(corpora);
        int[] groups = Melodies.Groups(chorales);
        Piece[] sopranos = [.. chorales.Select(p => p with { Lines = [p.Melody] })];
        table.Row($"key, Essen {essen.Length}, cross-validated", CrossValidated(essen, i => i % Folds, 12), ">= 92 %");
        table.Row($"key, chorale sopranos {chorales.Length}, cross-validated by tune", CrossValidated(sopranos, i => groups[i] % Folds, 60),
            ">= 94 %");
        table.Row("key, chorales in four parts, cross-validated by tune", CrossValidated(chorales, i => groups[i] % Folds, 60), ">= 96 %");
        table.Row("key, Essen, shipped weights", Share(essen, KeyClassifier.Default), ">= 88 %");
        table.Row("key, sopranos, shipped weights", Share(sopranos, KeyClassifier.Default), ">= 88 %");
        table.Row("key, four parts, shipped weights", Share(chorales, KeyClassifier.Default), ">= 93 %");
    }

    private static string CrossValidated(Piece[] pieces, Func<int, int> foldOf, int passes)
    {
        var right = new int[Folds];
        Parallel.For(0, Folds, fold =>
        {
            KeyClassifier classifier = KeyClassifier.Train([.. pieces.Where((_, i) => foldOf(i) != fold).Select(p => (p.Lines, p.Key))],
                passes);
            right[fold] = pieces.Where((_, i) => foldOf(i) == fold).Count(p => classifier.Classify(p.Lines)[0].Key == p.Key);
        });
        return Percent(right.Sum(), pieces.Length);
    }

    private static string Share(Piece[] pieces, KeyClassifier classifier) =>
        Percent(pieces.AsParallel().Count(p => classifier.Classify(p.Lines)[0].Key == p.Key), pieces.Length);

    private static string Percent(double part, double whole) => Table.Text($"{100 * part / whole:0.0} %");
}
