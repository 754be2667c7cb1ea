using System.Diagnostics;
using Cascade.Dsp;
using Cascade.Samples.Console.Live;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>The computer's keys, the clock of the buffer, the picture of the piano.</summary>
public sealed class LivePartsTests
{
    private readonly RecordingInstrument _instrument = new();
    private readonly VoiceEngine _engine;
    private readonly ComputerKeyboard _keyboard;

    public LivePartsTests()
    {
        _engine = new VoiceEngine(_instrument);
        _keyboard = new ComputerKeyboard(_engine, _engine.Events, TimeSpan.FromMilliseconds(500));
    }

    [Theory]
    [InlineData('z', 48)]
    [InlineData('m', 59)]
    [InlineData(',', 60)]
    [InlineData('q', 60)]
    [InlineData('2', 61)]
    [InlineData('i', 72)]
    public void Keys_lie_as_on_a_piano(char letter, int key)
    {
        Assert.True(_keyboard.Press(letter, At(0)));
        Assert.Equal([(0, key)], Held());
        Assert.False(_keyboard.Press('A', At(0)));
    }

    [Fact]
    public void A_note_lasts_while_its_key_repeats_and_a_time_longer()
    {
        _keyboard.Press('q', At(0));
        for (int time = 30; time <= 900; time += 30)
        {
            _keyboard.Press('q', At(time));
            _keyboard.Tick(At(time));
        }
        _keyboard.Tick(At(1390));
        Assert.Single(Held());
        Assert.Single(_instrument.Events, e => e.Kind == EventKind.NoteOn);
        _keyboard.Tick(At(1400));
        Assert.Empty(Held());
    }

    [Fact]
    public void A_finger_strikes_again()
    {
        _keyboard.Press('q', At(0));
        _keyboard.Press('q', At(120));
        Assert.Single(Held());
        Assert.Equal([EventKind.NoteOn, EventKind.NoteOff, EventKind.NoteOn], _instrument.Events.Select(e => e.Kind));
    }

    [Fact]
    public void Octave_velocity_and_pedal_count()
    {
        _keyboard.MoveOctave(9);
        _keyboard.MoveVelocity(-99);
        _keyboard.ToggleSustain();
        _keyboard.Press('q', At(0));
        Assert.Equal([(0, 96)], Held());
        Assert.Equal(1 / 127f, _instrument.Events[^1].Value);
        Assert.Equal(1, _instrument.State[(0, EventKind.Control, 64)]);
        _keyboard.Silence();
        Assert.Empty(Held());
    }

    [Fact]
    public void What_the_server_lacks_is_an_underrun_but_for_a_rest()
    {
        var count = new UnderrunCount(settling: 100);
        count.Add(10, 0);
        count.Add(10, 1);
        Assert.Equal(1, count.Underruns);
        // Two at once: it was held up through both.
        count.Add(10, 3);
        Assert.Equal(3, count.Underruns);
        count.Rest();
        // The rest's own is told of when the music has gone on for a while.
        count.Add(60, 3);
        count.Add(40, 4);
        Assert.Equal(3, count.Underruns);
        count.Add(10, 4);
        count.Add(10, 5);
        Assert.Equal(4, count.Underruns);
    }

    [Fact]
    public void The_piano_shows_what_is_down()
    {
        string[] none = [.. KeyboardPicture.Draw(UInt128.Zero, 200)];
        Assert.Equal(2, none.Length);
        Assert.Equal(52, none[1].Split("\e[47m ").Length - 1 - 36);
        string[] some = [.. KeyboardPicture.Draw((UInt128)3 << 60, 200)];
        Assert.Equal(1, some[0].Split("\e[42m ").Length - 1);
        Assert.Equal(1, some[0].Split("\e[102m ").Length - 1);
        Assert.Equal(2, some[1].Split("\e[42m ").Length - 1);
        Assert.All(KeyboardPicture.Draw(UInt128.Zero, 40), line => Assert.Equal(40, line.Count(c => c == ' ')));
    }

    private IEnumerable<(int, int)> Held()
    {
        Span<float> frames = stackalloc float[2 * VoiceEngine.BlockSize];
        _engine.RenderInterleaved(frames);
        return _instrument.Held;
    }

    private static long At(int milliseconds) => milliseconds * Stopwatch.Frequency / 1000;
}
