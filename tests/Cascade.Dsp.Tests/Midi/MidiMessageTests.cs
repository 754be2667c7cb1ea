using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Midi;

public class MidiMessageTests
{
    [Fact]
    public void Every_message_comes_back_from_its_event()
    {
        for (int status = 0x80; status < 0xF0; status++)
            for (int data1 = 0; data1 < 128; data1++)
                for (int data2 = 0; data2 < ((status & 0xE0) == 0xC0 ? 1 : 128); data2++)
                {
                    var message = new MidiMessage((byte)status, (byte)data1, (byte)data2);
                    MidiMessage expected = (status & 0xF0, data1, data2) switch
                    {
                        (0x90, _, 0) => new((byte)(0x80 | status & 15), (byte)data1, 64),
                        (0xB0, 120 or 123, _) => message with { Data2 = 0 },
                        _ => message,
                    };
                    EngineEvent e = message.ToEvent(42);
                    Assert.Equal((42L, (byte)(status & 15)), (e.Time, e.Channel));
                    Assert.True(MidiMessage.TryFrom(e, out MidiMessage back));
                    Assert.Equal(expected, back);
                }
    }

    [Fact]
    public void Values_are_those_of_the_specification()
    {
        Assert.Equal(new EngineEvent(0, EventKind.NoteOn, 3, 60, 100 / 127f), new MidiMessage(0x93, 60, 100).ToEvent(0));
        Assert.Equal(EventKind.NoteOff, new MidiMessage(0x93, 60, 0).ToEvent(0).Kind);
        Assert.Equal(-1, new MidiMessage(0xE0, 0, 0).ToEvent(0).Value);
        Assert.Equal(0, new MidiMessage(0xE0, 0, 64).ToEvent(0).Value);
        Assert.Equal(8191 / 8192f, new MidiMessage(0xE0, 127, 127).ToEvent(0).Value);
        Assert.Equal(new EngineEvent(0, EventKind.Program, 3, 5, 0), new MidiMessage(0xC3, 5, 0).ToEvent(0));
        Assert.Equal(new EngineEvent(0, EventKind.ChannelPressure, 3, 0, 5 / 127f), new MidiMessage(0xD3, 5, 0).ToEvent(0));
        Assert.Equal(EventKind.AllSoundOff, new MidiMessage(0xB0, 120, 0).ToEvent(0).Kind);
        Assert.Equal(EventKind.AllNotesOff, new MidiMessage(0xB0, 123, 0).ToEvent(0).Kind);
        foreach (byte controller in new byte[] { 0, 64, 121, 122, 124, 125, 126, 127 })
            Assert.Equal((EventKind.Control, controller),
                (new MidiMessage(0xB0, controller, 0).ToEvent(0).Kind, new MidiMessage(0xB0, controller, 0).ToEvent(0).Number));
    }

    [Fact]
    public void Odd_events_are_clamped_or_refused()
    {
        Assert.True(MidiMessage.TryFrom(EngineEvent.NoteOn(0, 60, 0.0001f), out MidiMessage soft));
        Assert.Equal(new MidiMessage(0x90, 60, 1), soft);
        foreach (float value in new[] { float.NaN, float.NegativeInfinity, float.PositiveInfinity, 7, -7 })
            for (EventKind kind = EventKind.NoteOn; kind < EventKind.Parameter; kind++)
            {
                Assert.True(MidiMessage.TryFrom(new EngineEvent(0, kind, 0, 5, value), out MidiMessage message));
                Assert.True(message.Data1 < 128 && message.Data2 < 128);
            }
        Assert.False(MidiMessage.TryFrom(new EngineEvent(0, EventKind.Parameter, 0, 0, 0), out _));
        Assert.False(MidiMessage.TryFrom(new EngineEvent(0, EventKind.NoteOn, 0, 128, 1), out _));
        Assert.False(MidiMessage.TryFrom(new EngineEvent(0, EventKind.NoteOn, 16, 60, 1), out _));
    }
}
