using System.Collections.Immutable;
using Cascade.Dsp;

namespace Cascade.Samples.Analysis;

/// <summary>A place in bars, as musicians count them.</summary>
/// <param name="Bar">From 1; a pickup bar is 0.</param>
/// <param name="Beat">From 1.</param>
public readonly record struct BarPlace(int Bar, int Beat);

/// <summary>Where beats lie in ticks and seconds, and how bars are made of them. Immutable.</summary>
/// <remarks>Beats count from 0 at the first of a score, or at the first that was heard. In compound metres a beat is three of the notes
/// that the lower number names.</remarks>
public sealed class BeatGrid
{
    private readonly Stretch[] _stretches;
    private readonly double[] _beats;        // in seconds; none for a score
    private readonly Song _song;

    private BeatGrid(Song song, Stretch[] stretches, double[] beats) => (_song, _stretches, _beats) = (song, stretches, beats);

    /// <summary>True if the beats were found in a performance; false if the song's own metres give them.</summary>
    public bool IsTracked => _beats.Length > 0;

    /// <summary>The beats that were found in a performance, in seconds; none for a score.</summary>
    public ImmutableArray<double> TrackedBeats => [.. _beats];

    /// <summary>The beats that the song's metres give.</summary>
    /// <param name="song">The song.</param>
    public static BeatGrid OfScore(Song song)
    {
        ArgumentNullException.ThrowIfNull(song);
        double quarter = TicksPerQuarter(song);
        var stretches = new List<Stretch>();
        foreach (MetreSpan span in MetreSpan.Of(song))
        {
            double first = 0;
            if (stretches.Count > 0)
            {
                Stretch last = stretches[^1];
                // A metre starts a beat; what the one before leaves over is a beat cut short.
                first = last.FirstBeat + Math.Ceiling((span.Tick - last.Tick) / last.BeatTicks - 1e-9);
            }
            stretches.Add(new Stretch(span.Tick, first, quarter * span.BeatQuarters, span.Beats, span.Bar, 0));
        }
        return new BeatGrid(song, [.. stretches], []);
    }

    /// <summary>Beats that were found in a performance.</summary>
    /// <param name="song">The song.</param>
    /// <param name="seconds">The beats, ascending, at least two.</param>
    /// <param name="beatsPerBar">1 or more.</param>
    /// <param name="firstDownbeat">The number of the first beat that starts a bar.</param>
    /// <exception cref="ArgumentException">There are fewer than two beats, or they do not ascend.</exception>
    public static BeatGrid OfBeats(Song song, IReadOnlyList<double> seconds, int beatsPerBar = 4, int firstDownbeat = 0)
    {
        ArgumentNullException.ThrowIfNull(song);
        ArgumentNullException.ThrowIfNull(seconds);
        if (seconds.Count < 2 || seconds.Zip(seconds.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new ArgumentException("Beats must be at least two, each later than the one before.", nameof(seconds));
        int pickup = firstDownbeat % beatsPerBar;
        return new BeatGrid(song, [new Stretch(0, 0, 0, beatsPerBar, pickup == 0 ? 1 : 0, pickup)], [.. seconds]);
    }

    /// <summary>The beat of a note's start, with its fraction.</summary>
    /// <param name="note">A note of the song.</param>
    public double StartOf(in SongNote note) => IsTracked ? BeatOfSeconds(note.Start) : BeatOfTick(note.Tick);

    /// <summary>The beat of a note's end, with its fraction.</summary>
    /// <param name="note">A note of the song.</param>
    public double EndOf(in SongNote note) => IsTracked ? BeatOfSeconds(note.End) : BeatOfTick(note.EndTick);

    /// <summary>The time of a beat, in seconds.</summary>
    /// <param name="beat">The beat, with its fraction.</param>
    public double SecondsAt(double beat) =>
        IsTracked ? SecondsOfTracked(beat) : _song.TempoMap.SecondsAt((long)Math.Clamp(TickOf(beat), 0, 1L << 40));

    /// <summary>The number of beats in the bar of a beat.</summary>
    /// <param name="beat">The beat.</param>
    public int BeatsPerBar(long beat) => StretchAt(beat).Beats;

    /// <summary>The length of a beat in quarter notes; 1 in a performance, whose notes have no names.</summary>
    /// <param name="beat">The beat.</param>
    public double BeatQuarters(long beat) => IsTracked ? 1 : StretchAt(beat).BeatTicks / TicksPerQuarter(_song);

    /// <summary>The bar of a beat, and its place in it.</summary>
    /// <param name="beat">The beat.</param>
    public BarPlace PlaceAt(long beat)
    {
        Stretch stretch = StretchAt(beat);
        long inside = beat - (long)stretch.FirstBeat - stretch.Pickup;
        long bar = inside >= 0 ? inside / stretch.Beats : -((stretch.Beats - 1 - inside) / stretch.Beats);
        long first = stretch.Pickup > 0 ? 1 : stretch.Bar;
        return new BarPlace((int)Math.Clamp(first + bar, int.MinValue, int.MaxValue), (int)(inside - bar * stretch.Beats) + 1);
    }

    /// <summary>How strong a beat is in its bar: 2 for the first, 1 for the middle of bars that have one, else 0.</summary>
    /// <param name="beat">The beat.</param>
    public int StrengthAt(long beat)
    {
        int place = PlaceAt(beat).Beat - 1, beats = BeatsPerBar(beat);
        return place == 0 ? 2 : beats % 2 == 0 && beats > 2 && place == beats / 2 ? 1 : 0;
    }

    internal static double TicksPerQuarter(Song song) => song.Division.IsSmpte
        ? song.Division.FramesPerSecond * song.Division.TicksPerFrame * 0.5 : song.Division.TicksPerQuarter;

    private double BeatOfTick(long tick)
    {
        int i = IndexOf(static (stretch, tick) => stretch.Tick <= tick, tick);
        double beat = _stretches[i].FirstBeat + (tick - _stretches[i].Tick) / _stretches[i].BeatTicks;
        return i + 1 < _stretches.Length ? Math.Min(beat, _stretches[i + 1].FirstBeat) : beat;
    }

    private double TickOf(double beat)
    {
        Stretch stretch = StretchAt(beat);
        return stretch.Tick + (beat - stretch.FirstBeat) * stretch.BeatTicks;
    }

    private double BeatOfSeconds(double seconds)
    {
        int i = Array.BinarySearch(_beats, seconds);
        if (i >= 0)
            return i;
        int before = Math.Clamp(~i - 1, 0, _beats.Length - 2);
        return before + (seconds - _beats[before]) / (_beats[before + 1] - _beats[before]);
    }

    private double SecondsOfTracked(double beat)
    {
        int before = (int)Math.Clamp(Math.Floor(beat), 0, _beats.Length - 2);
        return _beats[before] + (beat - before) * (_beats[before + 1] - _beats[before]);
    }

    private Stretch StretchAt(double beat) => _stretches[IndexOf(static (stretch, beat) => stretch.FirstBeat <= beat, beat)];

    private int IndexOf(Func<Stretch, double, bool> isBefore, double place)
    {
        int low = 0, high = _stretches.Length;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (isBefore(_stretches[middle], place))
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    private readonly record struct Stretch(long Tick, double FirstBeat, double BeatTicks, int Beats, int Bar, int Pickup);
}
