namespace Cascade.Samples.Analysis.Prediction;

/// <summary>What the next note is predicted from: the last notes, seen in different ways. Each way names a context by a number.</summary>
/// <remarks>Pitches are counted from the tonic, so that a melody is the same in every key.
/// <para>Source of the ways: D. Conklin and I. Witten, "Multiple viewpoint systems for music prediction", J. New Music Research 24,
/// 1995.</para></remarks>
internal sealed class NoteContexts
{
    /// <summary>The number of ways.</summary>
    public const int Count = PitchCount + IntervalCount;

    /// <summary>So many of them, the first, tell the pitch; the others tell the interval from the last.</summary>
    public const int PitchCount = 12;

    private const int IntervalCount = 12, Kept = 8, None = 200;

    private readonly int[] _pitches = new int[Kept];
    private readonly int[] _lengths = new int[Kept];
    private int _count;

    /// <summary>The last pitch, counted from the tonic's, or null before the first note.</summary>
    public int? Last => _count == 0 ? null : _pitches[(_count - 1) % Kept];

    public void Clear() => _count = 0;

    public void CopyFrom(NoteContexts other)
    {
        other._pitches.CopyTo(_pitches, 0);
        other._lengths.CopyTo(_lengths, 0);
        _count = other._count;
    }

    /// <summary>Adds a note.</summary>
    /// <param name="pitch">Counted from the tonic.</param>
    /// <param name="beats">Its length in beats.</param>
    public void Add(int pitch, double beats)
    {
        _pitches[_count % Kept] = pitch;
        _lengths[_count % Kept] = Class(beats);
        _count++;
        if (_count >= 1 << 20)
            _count -= 1 << 19;
    }

    /// <summary>Corrects the length of the last note.</summary>
    public void SetLastLength(double beats)
    {
        if (_count > 0)
            _lengths[(_count - 1) % Kept] = Class(beats);
    }

    /// <summary>Moves what was played to another tonic.</summary>
    public void Transpose(int semitones)
    {
        for (int i = 0; i < Kept; i++)
            _pitches[i] += semitones;
    }

    /// <summary>Writes the number of each context in which the next note stands.</summary>
    /// <param name="mode">0 for major, 1 for minor, 2 if that is unknown.</param>
    /// <param name="metre">Where in the bar the next note stands, 0 or more; -1 if that is unknown.</param>
    /// <param name="contexts">Gets <see cref="Count"/> numbers.</param>
    public void Write(int mode, int metre, Span<uint> contexts)
    {
        int p1 = Pitch(1), p2 = Pitch(2), p3 = Pitch(3), p4 = Pitch(4), p5 = Pitch(5);
        int d1 = Length(1), d2 = Length(2), d3 = Length(3);
        int i1 = Interval(1), i2 = Interval(2), i3 = Interval(3), i4 = Interval(4);
        int degree = p1 == None ? 20 : ((p1 % 12) + 12) % 12;
        // By pitch.
        contexts[0] = Hash(1, mode);
        contexts[1] = Hash(2, mode, p1);
        contexts[2] = Hash(3, mode, p1, p2);
        contexts[3] = Hash(4, p1, p2, p3);
        contexts[4] = Hash(5, p1, p2, p3, p4);
        contexts[5] = Hash(6, p1, p2, p3, p4, p5);
        contexts[6] = Hash(7, mode, p1, d1);
        contexts[7] = Hash(8, p1, p2, d1, d2);
        contexts[8] = Hash(9, p1, p2, p3, d1, d2, d3);
        contexts[9] = Hash(10, p1, metre);
        contexts[10] = Hash(11, mode, p1, p2, d1);
        contexts[11] = Hash(12, p1, p3, mode);
        // By interval.
        contexts[12] = Hash(21, mode, degree);
        contexts[13] = Hash(22, mode, degree, i1);
        contexts[14] = Hash(23, mode, degree, i1, i2);
        contexts[15] = Hash(24, mode, degree, i1, i2, i3);
        contexts[16] = Hash(25, i1);
        contexts[17] = Hash(26, i1, i2);
        contexts[18] = Hash(27, i1, i2, i3);
        contexts[19] = Hash(28, i1, i2, i3, i4);
        contexts[20] = Hash(29, i1, d1, degree);
        contexts[21] = Hash(30, degree, metre, mode);
        contexts[22] = Hash(31, i1, i2, d1, d2);
        contexts[23] = Hash(32, d1, d2, degree, mode);
    }

    private int Pitch(int back) => back <= _count ? _pitches[(_count - back) % Kept] : None;

    private int Length(int back) => back <= _count ? _lengths[(_count - back) % Kept] : None;

    private int Interval(int back) => back < _count ? Pitch(back) - Pitch(back + 1) : None;

    // Quarters of an octave of length: a dotted note and a triplet have classes of their own.
    private static int Class(double beats) => (int)Math.Round(4 * Math.Log2(Math.Clamp(beats, 1.0 / 32, 32)));

    private static uint Hash(int way, int a, int b = 0, int c = 0, int d = 0, int e = 0, int f = 0)
    {
        ulong hash = Mix((ulong)way, a);
        hash = Mix(hash, b);
        hash = Mix(hash, c);
        if ((d | e | f) != 0)
            hash = Mix(Mix(Mix(hash, d), e), f);
        return Math.Max(1, (uint)(hash >> 32));
    }

    private static ulong Mix(ulong hash, int value)
    {
        hash = (hash ^ (uint)(value + 1000)) * 0x9E37_79B9_7F4A_7C15;
        return hash ^ hash >> 29;
    }
}
