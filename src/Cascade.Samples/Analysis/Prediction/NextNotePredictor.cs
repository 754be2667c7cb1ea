using Cascade.Samples.Analysis.Prediction;

namespace Cascade.Samples.Analysis;

/// <summary>Tells how likely each of 128 keys is to be the next note of a melody, and learns from what is played. Not for more than one
/// thread at a time.</summary>
/// <remarks>Nothing is allocated after construction; see <see cref="NoteMixer"/> for the method.</remarks>
/// <example><code>
/// var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = new MusicalKey(7, IsMinor: false) };
/// predictor.Learn(67, beats: 1);
/// float of69 = predictor.Probabilities[69];
/// </code></example>
public sealed class NextNotePredictor
{
    private const float DefaultRate = 0.003f;
    private const int Tonic = 60;

    private readonly NextNoteModel _model;
    private readonly NoteContexts _contexts = new();
    private readonly ShortMemory _memory = new();
    private readonly NoteMixer _mixer;
    private readonly uint[] _numbers = new uint[NoteContexts.Count];
    private readonly (uint Number, int Middle)[] _said = new (uint, int)[NoteContexts.Count];
    private readonly int[] _slots = new int[NoteContexts.Count];
    private readonly float _rate;
    private MusicalKey? _key;
    private int _metre = -1;
    private bool _isCurrent, _isRemembered;

    /// <summary>Makes a predictor that has heard nothing.</summary>
    /// <param name="model">What it knows of melodies.</param>
    /// <param name="rate">How fast it learns whom of its sources to trust, 0 to 0.05.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public NextNotePredictor(NextNoteModel model, float rate = DefaultRate)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!(rate is >= 0 and <= 0.05f))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate lies within 0 to 0.05.");
        (_model, _rate) = (model, rate);
        _mixer = new NoteMixer(model.Weights);
    }

    /// <summary>The memory that a predictor takes beside its model, in bytes.</summary>
    public static int Bytes => ShortMemory.Bytes + NoteMixer.Bytes;

    internal CopyGuard Guard => _model.Guard;

    /// <summary>The key; null if it is unknown, which counts as C. May change at any time.</summary>
    public MusicalKey? Key
    {
        get => _key;
        set
        {
            if (value == _key)
                return;
            _contexts.Transpose(Shift(_key) - Shift(value));
            (_key, _isCurrent) = (value, false);
        }
    }

    /// <summary>Where the next note stands in its bar, in beats from 0, if that is known; else null.</summary>
    public double? BeatInBar
    {
        set => (_metre, _isCurrent) = (value is { } beat && beat >= 0 ? (int)Math.Min(1000, Math.Round(beat * 12)) : -1, false);
    }

    /// <summary>How likely each key is to be next; together 1. Valid until something changes.</summary>
    public ReadOnlySpan<float> Probabilities
    {
        get
        {
            if (!_isCurrent)
                Predict();
            return _mixer.Probabilities;
        }
    }

    /// <summary>The predictor's own weights as a model beside the same memory: what it has learned of whom to trust.</summary>
    public NextNoteModel ToModel() => new(_model.Memory, _model.Guard, _mixer.Weights.ToArray());

    /// <summary>Hears the next note.</summary>
    /// <param name="key">MIDI key; clamped to 0 to 127.</param>
    /// <param name="beats">Its length in beats, or what is likely; see <see cref="SetLastLength"/>.</param>
    /// <returns>How surprising it was: the information in bits.</returns>
    public double Learn(int key, double beats = 1)
    {
        key = Math.Clamp(key, 0, 127);
        double bits = -Math.Log2(Probabilities[key]);
        _mixer.Learn(key, _rate);
        int pitch = key - Shift(_key);
        for (int i = 0; i < NoteContexts.Count; i++)
            if (i < NoteContexts.PitchCount)
                _memory.Add(_numbers[i], SymbolCount.Of(pitch - Tonic), _slots[i]);
            else if (_contexts.Last is { } last)
                _memory.Add(_numbers[i], SymbolCount.Of(pitch - Tonic - last), _slots[i]);
        _contexts.Add(pitch - Tonic, beats);
        _isCurrent = _isRemembered = false;
        return bits;
    }

    /// <summary>Says how long the last note was, once that is known.</summary>
    /// <param name="beats">In beats.</param>
    public void SetLastLength(double beats)
    {
        _contexts.SetLastLength(beats);
        _isCurrent = false;
    }

    /// <summary>Forgets what was played: a new piece.</summary>
    /// <param name="keepWeights">True to keep what was learned of whom to trust.</param>
    public void Reset(bool keepWeights = false)
    {
        _contexts.Clear();
        _memory.Clear();
        if (!keepWeights)
            _mixer.SetWeights(_model.Weights);
        (_metre, _isCurrent, _isRemembered) = (-1, false, false);
    }

    /// <summary>Becomes what another predictor of the same model is: it has heard the same, and learns on by itself.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentException">Its model is another.</exception>
    public void CopyFrom(NextNotePredictor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._model != _model)
            throw new ArgumentException("The other predictor has another model.", nameof(other));
        _contexts.CopyFrom(other._contexts);
        _memory.CopyFrom(other._memory);
        _mixer.SetWeights(other._mixer.Weights);
        (_key, _metre, _isCurrent, _isRemembered) = (other._key, other._metre, false, false);
    }

    // The tonic's distance from C, to the nearer side.
    private static int Shift(MusicalKey? key) => key is { } given ? given.Tonic > 6 ? given.Tonic - 12 : given.Tonic : 0;

    private void Predict()
    {
        int mode = _key is { } key ? key.IsMinor ? 1 : 0 : 2;
        _contexts.Write(mode, _metre, _numbers);
        int tonic = Tonic + Shift(_key);
        // First where they are, so that the processor fetches all of them at once.
        for (int i = 0; i < NoteContexts.Count; i++)
            _slots[i] = _memory.SlotOf(_numbers[i]);
        for (int i = 0; i < NoteContexts.Count; i++)
        {
            // Before the first note there is nothing to count an interval from; 0 is no context's number.
            bool isSilent = i >= NoteContexts.PitchCount && _contexts.Last is null;
            int middle = i < NoteContexts.PitchCount ? tonic : tonic + (_contexts.Last ?? 0);
            (uint, int) saying = (isSilent ? 0 : _numbers[i], middle);
            bool isNew = saying != _said[i];
            // The long memory says of the same context always the same, the short one until a note is learned.
            if (isNew)
                _mixer.Set(i, isSilent ? default : _model.Memory.Find(_numbers[i]), middle);
            if (isNew || !_isRemembered)
                _mixer.Set(NoteContexts.Count + i, isSilent ? default : _memory.CountsAt(_slots[i]), middle);
            _said[i] = saying;
        }
        _mixer.Mix();
        _isCurrent = _isRemembered = true;
    }
}
