namespace Cascade.Dsp.Tests.Events;

/// <summary>A synthesizer's memory: what 16 channels hold.</summary>
internal sealed class MidiReceiver
{
    private readonly Dictionary<(int Channel, string What), float> _state = [];

    public HashSet<(int Channel, int Key)> Held { get; } = [];

    public float Control(int channel, int controller) => Get(channel, $"control {controller}", controller switch
    {
        7 => 100 / 127f,
        8 or 10 or (>= 70 and <= 79) => 64 / 127f,
        11 or (>= 98 and <= 101) => 1,
        // The patch decides, or the rack, or the system that was reset to.
        0 or 5 or 37 or 65 or 91 => float.NaN,
        _ => 0,
    });

    public List<string> State()
    {
        var lines = new List<string>();
        for (int channel = 0; channel < 16; channel++)
        {
            for (int controller = 0; controller < 96; controller++)
                // The last two concern the next note alone.
                if (controller is not (6 or 38 or 84 or 88))
                    lines.Add($"{channel} control {controller} {Control(channel, controller)}");
            foreach (string what in (string[])["program", "bank", "bend", "pressure", "rpn 0 6", "rpn 0 38", "rpn 1 6", "rpn 2 6",
                "rpn 4 38"])
            {
                float unset = what switch { "rpn 0 6" => 2 / 127f, "rpn 1 6" or "rpn 2 6" => 64 / 127f, "bank" => float.NaN, _ => 0 };
                lines.Add($"{channel} {what} {Get(channel, what, unset)}");
            }
            lines.Add($"{channel} mode {Get(channel, "mode", float.NaN)} selected {Selected(channel)}");
        }
        return lines;
    }

    public void Take(IEnumerable<EngineEvent> events)
    {
        foreach (EngineEvent e in events)
            Take(e);
    }

    private void Take(EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.NoteOn when e.Value > 0:
                Held.Add((e.Channel, e.Number));
                break;
            case EventKind.NoteOn or EventKind.NoteOff:
                Held.Remove((e.Channel, e.Number));
                break;
            case EventKind.Program:
                _state[(e.Channel, "program")] = e.Number;
                _state[(e.Channel, "bank")] = Control(e.Channel, 0) * 1_000 + Control(e.Channel, 32);
                break;
            case EventKind.PitchBend:
                _state[(e.Channel, "bend")] = e.Value;
                break;
            case EventKind.ChannelPressure:
                _state[(e.Channel, "pressure")] = e.Value;
                break;
            case EventKind.Control when e.Number is 6 or 38:
                if (Selected(e.Channel) is string selected && selected.StartsWith("rpn"))
                {
                    _state[(e.Channel, $"{selected} {e.Number}")] = e.Value;
                    if (e.Number == 6)
                        _state.Remove((e.Channel, $"{selected} 38"));
                }
                break;
            case EventKind.Control when e.Number == 121:
                foreach ((int Channel, string What) key in _state.Keys.Where(k => k.Channel == e.Channel).ToList())
                    if (key.What is "bend" or "pressure" or "kind" or "control 1" or "control 33" or "control 11" or "control 43"
                        or "control 98" or "control 99" or "control 100" or "control 101"
                        or "control 64" or "control 65" or "control 66" or "control 67" or "control 68" or "control 69")
                        _state.Remove(key);
                break;
            case EventKind.Control:
                _state[(e.Channel, $"control {e.Number}")] = e.Value;
                if (e.Number is 5)
                    _state[(e.Channel, "control 37")] = e.Value * 0;
                else if (e.Number is 1 or 7 or 10 or 11)
                    _state.Remove((e.Channel, $"control {e.Number + 32}"));
                if (e.Number is >= 98 and <= 101)
                    _state[(e.Channel, "kind")] = e.Number < 100 ? 1 : 0;
                if (e.Number >= 126)
                    _state[(e.Channel, "mode")] = float.IsNaN(e.Value) ? e.Value : e.Number;
                break;
        }
    }

    private string? Selected(int channel)
    {
        bool unregistered = Get(channel, "kind", 0) == 1;
        int high = (int)MathF.Round(Control(channel, unregistered ? 99 : 101) * 127),
            low = (int)MathF.Round(Control(channel, unregistered ? 98 : 100) * 127);
        return unregistered ? $"nrpn {high} {low}" : high == 0 ? $"rpn {low}" : $"none {high} {low}";
    }

    private float Get(int channel, string what, float initial) =>
        _state.TryGetValue((channel, what), out float value) ? value : initial;
}
