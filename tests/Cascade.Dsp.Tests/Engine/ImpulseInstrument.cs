using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>The plainest instrument: a note is one sample of its velocity, on top of a level that is constant while a key is down; and it remembers what it was told.</summary>
public sealed class ImpulseInstrument : Instrument
{
    private static readonly ParameterInfo[] Infos = [new("level", Unit.None, 0, 1, 0)];

    private readonly float[] _impulses = new float[BlockSize];
    private readonly bool[] _keys = new bool[16 * 128];
    private readonly float[] _lastValues = new float[256];
    private readonly EngineEvent[] _log = new EngineEvent[4096];
    private readonly int[] _offsets = new int[4096];
    private int _logged;
    private float _level;
    private long _ignored;

    public override ReadOnlySpan<ParameterInfo> Parameters => Infos;

    public override int ActiveVoices => _keys.AsSpan().Count(true);

    public override long IgnoredEvents => _ignored;

    public EngineSettings? Settings { get; private set; }

    /// <summary>The events since Reset in the order they came, the last 4,096 of them.</summary>
    public EngineEvent[] Log => _log[..Math.Min(_logged, _log.Length)];

    /// <summary>The offset of each event of <see cref="Log"/>.</summary>
    public int[] Offsets => _offsets[..Math.Min(_logged, _offsets.Length)];

    protected internal override void Prepare(EngineSettings settings) => Settings = settings;

    protected internal override void Apply(in EngineEvent e, int offset)
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
            case EventKind.Parameter when e.Number == 0: _level = Infos[0].Clamp(e.Value); break;
            case > EventKind.AllSoundOff or EventKind.Parameter: _ignored++; break;
            default: _lastValues[e.Number] = e.Value; break;
        }
    }

    protected internal override void Render(Span<float> left, Span<float> right)
    {
        float level = ActiveVoices > 0 ? _level : 0;
        for (int i = 0; i < BlockSize; i++)
            left[i] = right[i] = _impulses[i] + level;
        Array.Clear(_impulses);
    }

    protected internal override void Reset()
    {
        Array.Clear(_impulses);
        Array.Clear(_keys);
        _level = 0;
        _logged = 0;
        _ignored = 0;
    }
}
