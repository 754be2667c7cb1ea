using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Training;

namespace Cascade.Analysis.Tests;

/// <summary>Songs to analyse.</summary>
internal static class TestSongs
{
    public const int Quarter = 480;

    public static Stream Resource(string name) => typeof(TestSongs).Assembly.GetManifestResourceStream(name)!;

    public static Song Prelude()
    {
        using Stream stream = Resource("prelude-in-c.mid");
        return Song.Read(stream);
    }

    public static IReadOnlyList<Tune> Tunes(string name = "tunes.txt")
    {
        using var reader = new StreamReader(Resource(name));
        return TuneFile.Read(reader);
    }

    /// <summary>Chords of one beat each: keys that sound together.</summary>
    public static Song Chords(params int[][] chords)
    {
        var builder = new SongBuilder(Quarter);
        int track = builder.AddTrack();
        for (int i = 0; i < chords.Length; i++)
            foreach (int key in chords[i])
                builder.AddNote(track, (long)i * Quarter, Quarter, key);
        return builder.ToSong();
    }

    /// <summary>A melody of equal notes.</summary>
    public static Song Line(IEnumerable<int> keys, double quarters = 1)
    {
        var builder = new SongBuilder(Quarter);
        int track = builder.AddTrack();
        long tick = 0, length = (long)(quarters * Quarter);
        foreach (int key in keys)
        {
            builder.AddNote(track, tick, length, key);
            tick += length;
        }
        return builder.ToSong();
    }

    public static Song Transposed(Song song, int semitones)
    {
        var builder = new SongBuilder(Quarter);
        int track = builder.AddTrack();
        double scale = (double)Quarter / song.Division.TicksPerQuarter;
        foreach (SongNote note in SongNotes.Of(song))
            builder.AddNote(track, (long)(note.Tick * scale), Math.Max(1, (long)((note.EndTick - note.Tick) * scale)), note.Key + semitones,
                note.Velocity);
        return builder.ToSong();
    }

    /// <summary>The notes played with another tempo and random delays.</summary>
    public static ImmutableArray<SongNote> Played(ImmutableArray<SongNote> notes, double slowness, double jitter, int seed)
    {
        var random = new Random(seed);
        return [.. notes.Select(n =>
        {
            double late = jitter * (random.NextDouble() - 0.5);
            return n with { Start = n.Start * slowness + late, End = n.End * slowness + late };
        }).OrderBy(n => n.Start)];
    }
}
