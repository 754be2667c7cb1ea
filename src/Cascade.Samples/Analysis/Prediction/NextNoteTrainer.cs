using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>A melody to learn from, its lengths in beats.</summary>
/// <param name="Key">Its key, or null if that is not to count.</param>
/// <param name="Notes">Keys and lengths.</param>
/// <param name="Lessons">How often each pass learns weights from it.</param>
internal sealed record TrainingMelody(MusicalKey? Key, ImmutableArray<(int Key, double Beats)> Notes, int Lessons = 1);

/// <summary>Trains a model of the next note.</summary>
/// <remarks>Counts all melodies; then learns the weights by predicting each of them with its own counts taken out, so that what is trusted
/// is
/// what holds for melodies that were never seen.</remarks>
internal static class NextNoteTrainer
{
    private const int Passes = 6;
    private const float Rate = 0.002f, FirstWeight = 0.12f;

    /// <summary>Trains.</summary>
    /// <param name="melodies">The melodies.</param>
    /// <param name="mostContexts">How many contexts are kept; those that were seen least go first.</param>
    /// <param name="seed">Of the order in which melodies are learned.</param>
    /// <param name="mostLearned">Of how many melodies each pass learns weights.</param>
    /// <param name="guarded">What a continuation may not copy; the melodies if null.</param>
    public static NextNoteModel Train(IReadOnlyList<TrainingMelody> melodies, int mostContexts = int.MaxValue, int seed = 1,
        int mostLearned = int.MaxValue, IReadOnlyList<TrainingMelody>? guarded = null)
    {
        var counts = new Dictionary<uint, List<SymbolCount>>();
        foreach (TrainingMelody melody in melodies)
            Count(counts, melody, 1);
        var weights = new float[NoteMixer.Sources * NoteMixer.Bins];
        Array.Fill(weights, FirstWeight);
        var mixer = new NoteMixer(weights);
        var memory = new ShortMemory();
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, melodies.Count).SelectMany(i => Enumerable.Repeat(i, melodies[i].Lessons))];
        for (int pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            foreach (int i in order.Take(mostLearned))
            {
                Count(counts, melodies[i], -1);
                memory.Clear();
                Learn(counts, memory, mixer, melodies[i], Rate / (1 + 0.5f * pass));
                Count(counts, melodies[i], 1);
            }
        }
        return new NextNoteModel(LongMemory.Of([.. Pruned(counts, mostContexts)]), CopyGuard.Of(guarded ?? melodies),
            mixer.Weights.ToArray());
    }

    private static IEnumerable<KeyValuePair<uint, SymbolCount[]>> Pruned(Dictionary<uint, List<SymbolCount>> counts, int most)
    {
        IEnumerable<KeyValuePair<uint, List<SymbolCount>>> kept = counts;
        if (counts.Count > most)
            kept = counts.OrderByDescending(c => c.Value.Sum(s => s.Count)).ThenBy(c => c.Key).Take(most);
        return kept.Select(c => KeyValuePair.Create(c.Key, c.Value.Where(s => s.Count > 0).ToArray())).Where(c => c.Value.Length > 0);
    }

    private static void Count(Dictionary<uint, List<SymbolCount>> counts, TrainingMelody melody, int sign)
    {
        var contexts = new NoteContexts();
        Span<uint> numbers = stackalloc uint[NoteContexts.Count];
        foreach ((int key, double beats) in melody.Notes)
        {
            int pitch = PitchOf(melody, key);
            contexts.Write(ModeOf(melody), -1, numbers);
            for (int i = 0; i < NoteContexts.Count; i++)
                if (SymbolOf(contexts, i, pitch) is { } symbol)
                    Add(ref CollectionsMarshal.GetValueRefOrAddDefault(counts, numbers[i], out _), symbol, sign);
            contexts.Add(pitch, beats);
        }
    }

    private static void Add(ref List<SymbolCount>? counts, byte symbol, int sign)
    {
        counts ??= [];
        Span<SymbolCount> all = CollectionsMarshal.AsSpan(counts);
        for (int i = 0; i < all.Length; i++)
            if (all[i].Symbol == symbol)
            {
                int count = all[i].Count + sign;
                all[i] = new SymbolCount(symbol, (byte)Math.Max(0, count));
                if (count == byte.MaxValue)
                    foreach (ref SymbolCount other in all)
                        other = new SymbolCount(other.Symbol, (byte)(other.Count + 1 >> 1));
                return;
            }
        if (sign > 0)
            counts.Add(new SymbolCount(symbol, 1));
    }

    private static void Learn(Dictionary<uint, List<SymbolCount>> counts, ShortMemory memory, NoteMixer mixer, TrainingMelody melody,
        float rate)
    {
        var contexts = new NoteContexts();
        Span<uint> numbers = stackalloc uint[NoteContexts.Count];
        foreach ((int key, double beats) in melody.Notes)
        {
            int pitch = PitchOf(melody, key), tonic = key - pitch;
            contexts.Write(ModeOf(melody), -1, numbers);
            for (int i = 0; i < NoteContexts.Count; i++)
            {
                bool isSilent = i >= NoteContexts.PitchCount && contexts.Last is null;
                int middle = i < NoteContexts.PitchCount ? tonic : tonic + (contexts.Last ?? 0);
                ReadOnlySpan<SymbolCount> known = counts.TryGetValue(numbers[i], out List<SymbolCount>? list)
                    ? CollectionsMarshal.AsSpan(list) : default;
                mixer.Set(i, isSilent ? default : known, middle);
                mixer.Set(NoteContexts.Count + i, isSilent ? default : memory.CountsAt(memory.SlotOf(numbers[i])), middle);
            }
            mixer.Mix();
            mixer.Learn(key, rate);
            for (int i = 0; i < NoteContexts.Count; i++)
                if (SymbolOf(contexts, i, pitch) is { } symbol)
                    memory.Add(numbers[i], symbol);
            contexts.Add(pitch, beats);
        }
    }

    private static byte? SymbolOf(NoteContexts contexts, int way, int pitch) => way < NoteContexts.PitchCount
        ? SymbolCount.Of(pitch) : contexts.Last is { } last ? SymbolCount.Of(pitch - last) : null;

    private static int ModeOf(TrainingMelody melody) => melody.Key is { } key ? key.IsMinor ? 1 : 0 : 2;

    // From key 60, the tonic to the nearer side.
    private static int PitchOf(TrainingMelody melody, int key)
    {
        int tonic = melody.Key?.Tonic ?? 0;
        return key - 60 - (tonic > 6 ? tonic - 12 : tonic);
    }
}
