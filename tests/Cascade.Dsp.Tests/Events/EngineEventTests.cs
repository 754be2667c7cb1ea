namespace Cascade.Dsp.Tests.Events;

/// <summary>What the factories of events write into each field.</summary>
public sealed class EngineEventTests
{
    [Fact]
    public void Every_factory_fills_what_it_is_given_and_leaves_the_rest()
    {
        Assert.Equal(new EngineEvent(7, EventKind.NoteOn, 3, 60, 0.5f), EngineEvent.NoteOn(7, 60, 0.5f, 3));
        Assert.Equal(new EngineEvent(7, EventKind.NoteOff, 3, 60, 0.5f), EngineEvent.NoteOff(7, 60, 3));
        Assert.Equal(new EngineEvent(7, EventKind.Control, 3, 64, 0.5f), EngineEvent.Control(7, 64, 0.5f, 3));
        Assert.Equal(new EngineEvent(7, EventKind.PitchBend, 3, 0, -0.5f), EngineEvent.PitchBend(7, -0.5f, 3));
        Assert.Equal(new EngineEvent(7, EventKind.Program, 3, 81, 0), EngineEvent.Program(7, 81, 3));
        EngineEvent parameter = EngineEvent.Parameter(7, 1, 2, 300, 0.5f);
        Assert.Equal(new EngineEvent(7, EventKind.Parameter, 0, 300, 0.5f) { Part = 1, Slot = 2 }, parameter);
        Assert.Equal((0, 0, 0), (parameter.Channel, parameter.Port, parameter.Note));
    }
}
