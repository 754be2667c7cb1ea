namespace Cascade.Dsp.Tests.Events;

/// <summary>What a sequence says of itself.</summary>
public sealed class SequenceTests
{
    [Fact]
    public void Notes_are_the_ons_that_sound()
    {
        EngineEvent[] events =
        [
            EngineEvent.Control(0, 64, 1), EngineEvent.NoteOn(0, 60, 0.5f), EngineEvent.NoteOn(10, 62, 1, 3), EngineEvent.NoteOn(20, 60, 0),
            EngineEvent.NoteOff(30, 62, 3),
        ];
        Assert.Equal(2, new Sequence(events, 48_000, 0).NoteCount);
        Assert.Equal(0, new Sequence([], 48_000, 0).NoteCount);
    }
}
