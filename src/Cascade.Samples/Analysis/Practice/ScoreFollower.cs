using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Follows where in a song a player is, note by note, also when the player jumps. Not for more than one thread.</summary>
/// <remarks>
/// A hidden Markov model whose states are the onsets of the reference: what is played goes on as a rule, skips or repeats a little at
/// times,
/// and seldom starts anew elsewhere, rather near than far. A note costs as much time as the reference has onsets; nothing is allocated
/// after construction.
/// <para>Source of the idea: E. Nakamura, T. Nakamura, Y. Saito, N. Ono and S. Sagayama, "Outer-product hidden Markov model and
/// polyphonic MIDI score following", J. New Music Research 43, 2014.</para>
/// </remarks>
public sealed class ScoreFollower
{
    private const float Same = -1.4f, Next = -0.35f, Skip = -4.5f, Again = -5.5f, Jump = -5f, Distance = 0.25f;
    private const float Right = -0.1f, Wrong = -4.6f;
    private const double Together = 0.005, ChordTime = 0.09;

    private readonly ChordGroup[] _groups;
    private readonly float[] _jumps;   // by how far
    private float[] _scores, _next;
    private double _last = double.NegativeInfinity;

    /// <summary>Makes a follower that waits at the start.</summary>
    /// <param name="reference">The notes of the reference in the order of their starts.</param>
    public ScoreFollower(ImmutableArray<SongNote> reference)
    {
        _groups = ChordGroup.Of(reference, Together);
        (_scores, _next, _jumps) = (new float[_groups.Length], new float[_groups.Length], new float[_groups.Length]);
        for (int i = 0; i < _jumps.Length; i++)
            _jumps[i] = Jump - Distance * MathF.Log(1 + i);
        Reset();
    }

    /// <summary>The number of onsets in the reference.</summary>
    public int Onsets => _groups.Length;

    /// <summary>The onset that the player is at, from 0; -1 before the first note.</summary>
    public int Position { get; private set; }

    /// <summary>The number of the first note of the reference at <see cref="Position"/>; -1 before the first note.</summary>
    public int Note => Position < 0 ? -1 : _groups[Position].First;

    /// <summary>When that onset is in the reference, in seconds; 0 before the first note.</summary>
    public double Seconds => Position < 0 ? 0 : _groups[Position].Seconds;

    /// <summary>Goes back to the start.</summary>
    public void Reset()
    {
        Array.Fill(_scores, Jump);
        if (_scores.Length > 0)
            _scores[0] = 0;
        (Position, _last) = (-1, double.NegativeInfinity);
    }

    /// <summary>Hears a note.</summary>
    /// <param name="key">MIDI key, 0 to 127.</param>
    /// <param name="seconds">When, in seconds of any clock; not before the last.</param>
    /// <returns><see cref="Position"/>.</returns>
    public int Hear(int key, double seconds)
    {
        if (_groups.Length == 0)
            return Position;
        UInt128 bit = UInt128.One << (key & 127);
        // What comes at once belongs to the same chord.
        bool isChord = seconds - _last < ChordTime;
        float same = isChord ? -0.3f : Same, next = isChord ? -1.6f : Next;
        int from = 0, best = 0;
        for (int i = 1; i < _scores.Length; i++)
            from = _scores[i] > _scores[from] ? i : from;
        float most = _scores[from];
        for (int i = 0; i < _groups.Length; i++)
        {
            // A single note is not struck again by standing still.
            float stay = _groups[i].Count == 1 && !isChord ? _scores[i] - 4 : _scores[i] + same;
            float score = Math.Max(stay, most + _jumps[Math.Abs(i - from)]);
            if (Position < 0 && i == 0)
                score = Math.Max(score, 0);
            if (i >= 1)
                score = Math.Max(score, _scores[i - 1] + next);
            if (i >= 2)
                score = Math.Max(score, _scores[i - 2] + Skip);
            if (i >= 3)
                score = Math.Max(score, _scores[i - 3] + Skip - 1);
            if (i + 1 < _groups.Length)
                score = Math.Max(score, _scores[i + 1] + Again);
            score += (_groups[i].Keys & bit) != 0 ? Right : Wrong;
            _next[i] = score;
            // Of equals that which is nearest to where the player was going.
            if (score > _next[best] || score == _next[best] && Math.Abs(i - Position - 1) < Math.Abs(best - Position - 1))
                best = i;
        }
        float top = _next[best];
        for (int i = 0; i < _next.Length; i++)
            _next[i] -= top;
        (_scores, _next) = (_next, _scores);
        (Position, _last) = (best, seconds);
        return Position;
    }
}
