namespace Cascade.GeneralMidi.Figures.Fitting;

/// <summary>Where a fit begins: rows drawn at random about what a note shows of its envelope, brightness and partials.</summary>
internal sealed class Guess
{
    private const int Size = 65_536;

    private readonly Kind _kind;
    private readonly Random _random;
    private readonly double _attack, _decay, _sustain, _centroid;
    private readonly List<double> _partials = [];

    public Guess(float[] sound, Kind kind, Random random)
    {
        (_kind, _random) = (kind, random);
        double[] envelope = [.. Enumerable.Range(0, 200).Select(i => LevelAt(sound, i * 0.01 + 0.015))];
        int top = Array.IndexOf(envelope, envelope.Max());
        int near = Array.FindIndex(envelope, level => level > envelope[top] - 6);
        _attack = near <= 2 ? 0.001 : near * 0.01;
        double fall = Math.Max(1e-3, (envelope[Math.Min(199, near)] - envelope[Math.Min(199, near + 40)]) / 0.4);
        _decay = Math.Clamp(80 / fall, 0.05, 25);
        _sustain = envelope[190] - envelope[top] > -14 ? Math.Pow(10, (envelope[190] - envelope[top]) / 20) : 0;
        _centroid = FindPartials(sound);
    }

    public double[] Row(int parts)
    {
        var row = new double[parts * Genes.Count];
        for (int part = 0; part < parts; part++)
            Part(row, part);
        return row;
    }

    /// <summary>Draws one part of a row.</summary>
    public void Part(double[] row, int part)
    {
        Span<double> genes = row.AsSpan(part * Genes.Count, Genes.Count);
        for (int i = 0; i < Genes.Count; i++)
            genes[i] = _random.NextDouble();
        void Set(Span<double> at, int gene, double value) => at[gene] = Genes.Of(gene, value);

        bool noise = part > 0 && _random.NextDouble() < (_kind.IsDrum ? 0.45 : 0.25);
        Set(genes, Genes.Level, part == 0 ? -12 : -12 - 25 * _random.NextDouble());
        genes[Genes.First] = noise ? 0 : 0.9;
        if (!noise && _random.NextDouble() < (part == 0 ? 0.9 : 0.6))
            genes[Genes.NoiseLevel] = 0;
        else
            Set(genes, Genes.NoiseLevel, noise ? -3 : -50 + 40 * _random.NextDouble());
        Set(genes, Genes.Second, noise ? -40 : -25 * _random.NextDouble());
        Set(genes, Genes.Cutoff, _centroid * Math.Pow(2, Spread(1.5)));
        Set(genes, Genes.Q, 0.7 * Math.Pow(2, 2 * _random.NextDouble()));
        Set(genes, Genes.Sweep, Spread(1.2));
        Set(genes, Genes.VelocityOctaves, _random.NextDouble() * 2);
        Set(genes, Genes.Attack, _attack * Math.Pow(2, Spread(0.7)));
        Set(genes, Genes.Decay, _decay * Math.Pow(2, Spread(1)));
        Set(genes, Genes.Sustain, _sustain > 0 ? Math.Min(1, _sustain * Math.Pow(2, Spread(0.4))) : 0);
        Set(genes, Genes.Release, 0.25 * Math.Pow(2, Spread(1)));
        Set(genes, Genes.DecayTracking, 0.3 + Spread(0.3));
        Set(genes, Genes.Sensitivity, 0.8);
        Set(genes, Genes.Pitch, _random.NextDouble() < 0.7 ? 0 : 20 * _random.NextDouble());
        Set(genes, Genes.Cents, 3 * _random.NextDouble());
        if (_kind.IsFree)
        {
            genes[Genes.Semitones1] = Semitones();
            genes[Genes.Semitones2] = Semitones();
            if (_random.NextDouble() < 0.8)
                genes[Genes.Wave1] = genes[Genes.Wave2] = 0;
        }
        else if (part == 0)
        {
            genes[Genes.Semitones1] = genes[Genes.Semitones2] = 1.5 / 14;
            genes[Genes.Wave1] = (1 + _random.NextDouble() * 2) / 4;
        }
        else if (_random.NextDouble() < 0.6)
            genes[Genes.Semitones1] = 1.5 / 14;
    }

    /// <summary>The gene of a partial that is there.</summary>
    public double Semitones() =>
        _kind.IsFree && _partials.Count > 0 ? Genes.Of(Genes.Semitones1, _partials[_random.Next(_partials.Count)]) : _random.NextDouble();

    private double Spread(double octaves) => octaves * (2 * _random.NextDouble() - 1);

    private static double LevelAt(float[] sound, double time)
    {
        double sum = 1e-12;
        int middle = (int)(time * Note.Rate);
        for (int i = middle - 480; i < middle + 480; i++)
            sum += sound[i] * sound[i];
        return 10 * Math.Log10(sum);
    }

    // The ten strongest partials, in semitones above the key, and the centroid in Hz.
    private double FindPartials(float[] sound)
    {
        var input = new double[Size];
        for (int i = 0; i < Size; i++)
            input[i] = sound[i + 1_000] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Size));
        var powers = new double[Size / 2];
        new Spectrum(Size).Powers(input, powers);
        double sum = 1e-20, weighted = 0;
        var peaks = new List<(double Power, double Frequency)>();
        for (int i = 20; i < powers.Length - 1; i++)
        {
            double frequency = (double)i * Note.Rate / Size;
            sum += powers[i];
            weighted += powers[i] * frequency;
            if (powers[i] > powers[i - 1] && powers[i] >= powers[i + 1] && frequency < 8_000)
            {
                double a = Math.Log(powers[i - 1]), b = Math.Log(powers[i]), c = Math.Log(powers[i + 1]);
                peaks.Add((powers[i], (i + 0.5 * (a - c) / (a - 2 * b + c)) * Note.Rate / Size));
            }
        }
        double key = 440 * Math.Pow(2, ((_kind.IsDrum ? Kind.DrumKey : 60) - 69) / 12.0);
        foreach ((_, double frequency) in peaks.OrderByDescending(peak => peak.Power).Take(40))
        {
            double semitones = 12 * Math.Log2(frequency / key);
            if (_partials.Count < 12 && semitones is > -48 and < 48 && _partials.TrueForAll(other => Math.Abs(other - semitones) > 0.5))
                _partials.Add(semitones);
        }
        return Math.Clamp(weighted / sum * 1.5, 60, 12_000);
    }
}
