using Cascade.Dsp;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>Writes down what it is told, and sounds as a constant level while a key is down.</summary>
internal sealed class RecordingInstrument() : Instrument("recording")
{
    private readonly bool[] _held = new bool[16 * 128];
    private long _block;

    /// <summary>Key and channel of each key that is down.</summary>
    public IEnumerable<(int Channel, int Key)> Held =>
        Enumerable.Range(0, _held.Length).Where(i => _held[i]).Select(i => (i >> 7, i & 127));

    /// <summary>The last value of each controller, program, bend and pressure that has one; registered parameters as controllers 1000 and
    /// up.</summary>
    public SortedDictionary<(int Channel, EventKind Kind, int Number), float> State { get; } = [];

    /// <summary>Every event with its frame.</summary>
    public List<EngineEvent> Events { get; } = [];

    public override int ActiveVoices => _held.Count(isDown => isDown);

    protected override void Setup(EngineSettings settings)
    {
    }

    public override void Apply(in EngineEvent e, int offset)
    {
        Events.Add(e with { Time = _block * BlockSize + offset });
        switch (e.Kind)
        {
            case EventKind.NoteOn or EventKind.NoteOff:
                _held[e.Channel * 128 + e.Number] = !e.EndsNotes;
                break;
            case EventKind.AllNotesOff or EventKind.AllSoundOff:
                Array.Clear(_held, e.Channel * 128, 128);
                break;
            case EventKind.Control when e.Number is 6 or 38:
                State[(e.Channel, EventKind.Control,
                    1000 + 2 * (int)MathF.Round(State.GetValueOrDefault((e.Channel, EventKind.Control, 100)) * 127) + e.Number / 38)] =
                    e.Value;
                break;
            case EventKind.Program:
                State[(e.Channel, e.Kind, 0)] = e.Number;
                break;
            case EventKind.Control or EventKind.PitchBend or EventKind.ChannelPressure:
                State[(e.Channel, e.Kind, e.Kind == EventKind.Control ? e.Number : 0)] = e.Value;
                break;
        }
    }

    public override void Render(Span<float> left, Span<float> right)
    {
        left.Fill(ActiveVoices);
        right.Fill(ActiveVoices);
        _block++;
    }

    protected override void Clear()
    {
        Array.Clear(_held);
        State.Clear();
        Events.Clear();
        _block = 0;
    }
}
