using Cascade.Dsp;
using Cascade.Dsp.Events;

namespace Cascade.Samples.Console.Live;

/// <summary>What holds on 16 channels beside notes: controllers, registered parameters, programs, bends and pressures, for an instrument that comes later.</summary>
internal sealed class HeldControllers
{
    private const int Channels = 16, Slots = 128 + 3, Program = 128, Bend = 129, Pressure = 130;
    private const int Registered = 5;
    private const int DataHigh = 6, DataLow = 38, RegisteredLow = 100, RegisteredHigh = 101, UnregisteredLow = 98, FirstMode = 120, ResetControllers = 121;

    private readonly float[] _values = new float[Channels * Slots];
    private readonly float[] _registered = new float[Channels * 2 * Registered];
    private readonly bool[] _isUnregistered = new bool[Channels];

    public HeldControllers() => Clear();

    /// <summary>Nothing has been moved.</summary>
    public void Clear()
    {
        Array.Fill(_values, float.NaN);
        Array.Fill(_registered, float.NaN);
        Array.Clear(_isUnregistered);
    }

    /// <summary>Keeps what an event moves. Allocates nothing.</summary>
    public void Apply(in EngineEvent e)
    {
        if (e.Channel >= Channels)
            return;
        Span<float> values = _values.AsSpan(e.Channel * Slots, Slots);
        switch (e.Kind)
        {
            case EventKind.Control when e.Number < 128:
                ApplyControl(e, values);
                break;
            case EventKind.Program:
                values[Program] = e.Number;
                break;
            case EventKind.PitchBend:
                values[Bend] = e.Value;
                break;
            case EventKind.ChannelPressure:
                values[Pressure] = e.Value;
                break;
        }
    }

    /// <summary>Brings an engine to the same state, at its present position. Allocates nothing.</summary>
    public void SendTo(VoiceEngine engine)
    {
        for (byte channel = 0; channel < Channels; channel++)
        {
            SendRegistered(engine, channel);
            ReadOnlySpan<float> values = _values.AsSpan(channel * Slots, Slots);
            for (byte number = 0; number < FirstMode; number++)
                if (number is not (DataHigh or DataLow) && !float.IsNaN(values[number]))
                    Send(engine, EventKind.Control, channel, number, values[number]);
            if (!float.IsNaN(values[Program]))
                Send(engine, EventKind.Program, channel, (byte)values[Program], 0);
            if (!float.IsNaN(values[Bend]))
                Send(engine, EventKind.PitchBend, channel, 0, values[Bend]);
            if (!float.IsNaN(values[Pressure]))
                Send(engine, EventKind.ChannelPressure, channel, 0, values[Pressure]);
        }
    }

    private void ApplyControl(in EngineEvent e, Span<float> values)
    {
        values[e.Number] = e.Value;
        switch (e.Number)
        {
            case UnregisteredLow or UnregisteredLow + 1:
                _isUnregistered[e.Channel] = true;
                break;
            case RegisteredLow or RegisteredHigh:
                _isUnregistered[e.Channel] = false;
                break;
            case DataHigh or DataLow when !_isUnregistered[e.Channel] && values[RegisteredHigh] == 0 && MathF.Round(values[RegisteredLow] * 127) is >= 0 and < Registered and float parameter:
                _registered[(e.Channel * Registered + (int)parameter) * 2 + (e.Number == DataHigh ? 0 : 1)] = e.Value;
                break;
            case ResetControllers:
                // What "reset all controllers" leaves alone: bank, volume, pan, effects' depths, program.
                values[1] = values[11] = values[Bend] = values[Pressure] = float.NaN;
                values.Slice(64, 6).Fill(float.NaN);
                values.Slice(UnregisteredLow, 4).Fill(float.NaN);
                break;
        }
    }

    private void SendRegistered(VoiceEngine engine, byte channel)
    {
        for (int parameter = 0; parameter < Registered; parameter++)
        {
            ReadOnlySpan<float> pair = _registered.AsSpan((channel * Registered + parameter) * 2, 2);
            if (float.IsNaN(pair[0]) && float.IsNaN(pair[1]))
                continue;
            Send(engine, EventKind.Control, channel, RegisteredHigh, 0);
            Send(engine, EventKind.Control, channel, RegisteredLow, parameter / 127f);
            if (!float.IsNaN(pair[0]))
                Send(engine, EventKind.Control, channel, DataHigh, pair[0]);
            if (!float.IsNaN(pair[1]))
                Send(engine, EventKind.Control, channel, DataLow, pair[1]);
        }
    }

    private static void Send(VoiceEngine engine, EventKind kind, byte channel, byte number, float value) =>
        engine.Events.TryEnqueue(new EngineEvent(engine.Position - (Dsp.Instruments.Instrument.BlockSize - 1), kind, channel, number, value));
}
