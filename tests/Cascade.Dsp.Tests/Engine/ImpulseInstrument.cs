namespace Cascade.Dsp.Tests.Engine;

/// <summary>The plainest instrument: a note is one sample of its velocity, on top of a level that is constant while a key is down; and it
/// remembers what it was told.</summary>
public sealed class ImpulseInstrument() : Instrument("impulse", Level)
{
    public static readonly Parameter Level = new("level", Unit.None, 0, 1, 0);

    private readonly float[] _impulses = new float[BlockSize];
    private readonly bool[] _keys = new bool[16 * 128];
    private readonly float[] _lastValues = new float[1 << 16];
    private readonly EngineEvent[] _log = new EngineEvent[4096];
    private readonly int[] _offsets = new int[4096];
    private int _logged;
    private long _ignored;

    public override int ActiveVoices => _keys.AsSpan().Count(true);

    public override long IgnoredEvents => _ignored;

    public EngineSettings? Prepared { get; private set; }

    /// <summary>The events since Reset in the order they came, the last 4,096 of them.</summary>
    public EngineEvent[] Log => _log[..Math.Min(_logged, _log.Length)];

    /// <summary>The offset of each event of <see cref="Log"/>.</summary>
    public int[] Offsets => _offsets[..Math.Min(_logged, _offsets.Length)];

    protected override void Setup(EngineSettings settings) => Prepared = settings;

    public override void Apply(in EngineEvent e, int offset)
    {
        _log[_logged % _log.Length] = e;
        _offsets[_logged++ % _offsets.Length] = offset;
        int key = e.Channel * 128 + (e.Number & 127);
        switch (e.Kind)
        {
            case EventKind.NoteOn when e.Value > 0:
                _impulses[offset] += Math.Min(e.Value, 1);
                _keys[key] = true;
                break;
            case EventKind.NoteOn or EventKind.NoteOff: _keys[key] = false; break;
            case EventKind.AllNotesOff or EventKind.AllSoundOff: _keys.AsSpan(e.Channel * 128, 128).Clear(); break;
            case > EventKind.AllSoundOff: _ignored++; break;
            default: _lastValues[e.Number] = e.Value; break;
        }
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        float level = ActiveVoices > 0 ? Get(Level) : 0;
        for (int i = 0; i < BlockSize; i++)
            left[i] = right[i] = _impulses[i] + level;
        Array.Clear(_impulses);
    }

    protected override void Clear()
    {
        Array.Clear(_impulses);
        Array.Clear(_keys);
        _logged = 0;
        _ignored = 0;
    }
}
