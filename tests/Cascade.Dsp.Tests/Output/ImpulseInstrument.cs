namespace Cascade.Dsp.Tests.Output;

/// <summary>An impulse as high as the velocity at the exact frame of each note-on; with a decay, an exponential that starts there and is a
/// voice until it ends.</summary>
internal sealed class ImpulseInstrument(int voiceFrames = 1) : Instrument("impulse")
{
    private readonly float[] _block = new float[BlockSize];
    private readonly (int Remaining, int From, float Value, int Key)[] _voices = new (int, int, float, int)[256];
    private int _active;
    private long _ignored;

    public bool HoldsKeys { get; init; }

    public override int ActiveVoices => _active;

    public override long IgnoredEvents => _ignored;

    protected override void Setup(EngineSettings settings)
    {
    }

    public override void Apply(in EngineEvent e, int offset)
    {
        if (e.Kind == EventKind.NoteOn && e.Value > 0)
        {
            if (_active < _voices.Length)
                _voices[_active++] = (voiceFrames, offset, e.Value, e.Number);
        }
        else if (HoldsKeys && e.Kind is EventKind.NoteOff or EventKind.AllNotesOff)
        {
            for (int i = _active - 1; i >= 0; i--)
                if (e.Kind == EventKind.AllNotesOff || _voices[i].Key == e.Number)
                    _voices[i] = _voices[--_active];
        }
        else if (e.Kind == EventKind.Program)
        {
            _ignored++;
        }
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        Array.Clear(_block);
        for (int i = _active - 1; i >= 0; i--)
        {
            ref var voice = ref _voices[i];
            for (int frame = voice.From; frame < BlockSize && voice.Remaining > 0; frame++, voice.Remaining--)
            {
                _block[frame] += voice.Value;
                voice.Value *= 0.999f;
            }
            voice.From = 0;
            if (HoldsKeys)
                voice.Remaining = voiceFrames;
            else if (voice.Remaining == 0)
                _voices[i] = _voices[--_active];
        }
        _block.CopyTo(left);
        _block.CopyTo(right);
    }

    protected override void Clear()
    {
        _active = 0;
        _ignored = 0;
    }
}
