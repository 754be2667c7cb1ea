using Cascade.Dsp;

namespace Cascade.GeneralMidi.Figures.Fitting;

/// <summary>Looks for the patch that is nearest to some notes of a sound font, by rendering it again and again.</summary>
internal sealed class Fit
{
    private const int Looked = 16_384;

    private readonly Kind _kind;
    private readonly (Note Note, float[] Sound, double Weight, Picture Picture)[] _notes;
    private readonly Spectra _spectra = new(Looked);
    private readonly Random _random;
    private readonly double[] _steps;
    private readonly int _parts;
    private readonly double[] _costs;
    private double[] _bestCosts;

    /// <summary>The notes, the most telling first.</summary>
    public Fit(Kind kind, int parts, IReadOnlyList<(Note Note, float[] Sound, double Weight)> notes, int seed)
    {
        _kind = kind;
        _parts = parts;
        _notes = [.. notes.Select(n => (n.Note, n.Sound, n.Weight, new Picture(n.Sound, _spectra)))];
        _random = new Random(seed);
        _steps = new double[parts * Genes.Count];
        _bestCosts = NoCosts();
        _costs = NoCosts();
    }

    public double Best { get; private set; } = double.MaxValue;

    public double[] Row { get; private set; } = [];

    public int Rendered { get; private set; }

    /// <summary>Improves a row, or the best of some random ones, for a time.</summary>
    /// <param name="start">Where to begin; nothing for a place of its own.</param>
    /// <param name="others">Rows of other sounds: the nearest is where to begin if it is nearer.</param>
    /// <param name="seconds">How long to look.</param>
    public void Run(double[]? start, IReadOnlyList<double[]> others, double seconds)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var guess = new Guess(_notes[0].Sound, _kind, _random);
        if (start is not null)
        {
            Begin(start);
            foreach (double[] other in others)
                if (other.Length == start.Length && Cost(other, Best) < Best)
                    Begin(other);
        }
        else
        {
            var found = new List<(double Cost, double[] Row)>();
            while (clock.Elapsed.TotalSeconds < seconds * 0.15 || found.Count < 8)
            {
                double[] row = guess.Row(_parts);
                found.Add((Cost(row, double.MaxValue, onlyFirst: true), row));
            }
            found.Sort((a, b) => a.Cost.CompareTo(b.Cost));
            var tried = new List<(double Cost, double[] Row)>();
            for (int i = 0; i < 3; i++)
            {
                Begin(found[i].Row);
                double until = clock.Elapsed.TotalSeconds + seconds * 0.1;
                Climb(guess, () => clock.Elapsed.TotalSeconds < until);
                tried.Add((Best, Row));
            }
            Begin(tried.MinBy(t => t.Cost).Row);
        }
        Climb(guess, () => clock.Elapsed.TotalSeconds < seconds);
    }

    private void Begin(double[] row)
    {
        Row = row;
        _bestCosts = NoCosts();
        Best = Cost(row, double.MaxValue);
        _bestCosts = [.. _costs];
    }

    private void Climb(Guess guess, Func<bool> goesOn)
    {
        Array.Fill(_steps, 0.12);
        while (goesOn())
        {
            double[] row = [.. Row];
            int part = _random.Next(_parts), kind = _random.Next(40);
            var moved = new List<int>();
            if (kind == 0)
                guess.Part(row, part);
            else if (kind == 1)
                row[part * Genes.Count + Genes.Wave1 + _random.Next(3)] = _random.NextDouble();
            else if (kind == 2)
                row[part * Genes.Count + Genes.Semitones1 + _random.Next(2)] = guess.Semitones();
            else
            {
                for (int n = 1 + (_random.Next(2) == 0 ? 0 : _random.Next(4)); n > 0; n--)
                {
                    int gene = (_random.Next(3) == 0 ? _random.Next(_parts) : part) * Genes.Count + _random.Next(Genes.Wave1);
                    moved.Add(gene);
                    double step = _steps[gene] * Normal();
                    if (gene % Genes.Count is Genes.Semitones1 or Genes.Semitones2)
                        step *= 0.1;
                    row[gene] = Math.Clamp(row[gene] + step, 0, 0.9999);
                }
            }
            double cost = Cost(row, Best);
            bool better = cost < Best;
            if (better)
                (Best, Row, _bestCosts) = (cost, row, [.. _costs]);
            foreach (int gene in moved)
                _steps[gene] = Math.Clamp(_steps[gene] * (better ? 1.6 : 0.94), 0.01, 0.4);
        }
    }

    private double Cost(double[] row, double limit, bool onlyFirst = false)
    {
        SynthPatch patch = Genes.Patch(row, _kind);
        double sum = 0, weights = onlyFirst ? _notes[0].Weight : _notes.Sum(n => n.Weight), first = 0;
        for (int i = 0; i < (onlyFirst ? 1 : _notes.Length); i++)
        {
            (Note note, _, double weight, Picture theirs) = _notes[i];
            var ours = new Picture(Synthesized.Play(patch, note with { Program = 0 }), _spectra);
            Rendered++;
            if (ours.Loudness < -100)
                return double.MaxValue;
            double level = ours.Loudness - theirs.Loudness;
            if (i == 0)
                first = level;
            sum += weight * (ours.Distance(theirs) + 0.15 * Math.Max(0, Math.Abs(level - first) - 2));
            _costs[i] = sum;
            // What is well behind the best after some notes will hardly be before it in the end.
            if (sum / weights >= limit || (!onlyFirst && sum > _bestCosts[i] + 0.15 * weight))
                return double.MaxValue;
        }
        return sum / weights;
    }

    private double[] NoCosts() => [.. Enumerable.Repeat(double.MaxValue, _notes.Length)];

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
