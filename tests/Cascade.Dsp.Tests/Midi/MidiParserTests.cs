using Cascade.Dsp.Midi;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Midi;

public class MidiParserTests
{
    private readonly EventQueue _queue = new();

    [Fact]
    public void Running_status_and_real_time_bytes_inside_messages()
    {
        var log = new Log();
        var parser = new MidiParser(log);
        Assert.Equal(3, parser.Parse([0x90, 0xF8, 60, 0xFE, 100, 62, 0xF8, 101, 60, 0], 7, _queue));
        Assert.Equal([EngineEvent.NoteOn(7, 60, 100 / 127f), EngineEvent.NoteOn(7, 62, 101 / 127f),
            new EngineEvent(7, EventKind.NoteOff, 0, 60, 64 / 127f)], _queue.Drain());
        Assert.Equal("F8 FE F8 ", log.Text);
        Assert.Equal(0, parser.IgnoredBytes);
    }

    [Fact]
    public void System_messages_reach_the_handler_and_end_running_status()
    {
        var log = new Log();
        var parser = new MidiParser(log);
        parser.Parse([0xF0, 1, 2, 0xF8, 3, 0xF7, 0xF0, 4, 0x90, 60, 1, 0xF1, 5, 0xF2, 6, 7, 0xF3, 8, 0xF6, 60, 0xF4, 0xF5, 0xF7, 0xF9, 0xFD,
            9], 0, _queue);
        Assert.Equal("<1 2 F8 3 ><4 !F1:5,0 F2:6,7 F3:8,0 F6:0,0 ", log.Text);
        Assert.Single(_queue.Drain());
        Assert.Equal(7, parser.IgnoredBytes);
    }

    [Theory]
    [InlineData(0xF4, 3)]
    [InlineData(0xF5, 3)]
    [InlineData(0xF6, 2)]
    [InlineData(0xF7, 3)]
    public void After_a_system_message_data_belong_to_nothing(byte status, int ignored)
    {
        var log = new Log();
        var parser = new MidiParser(log);
        Assert.Equal(0, parser.Parse([0x90, status, 60, 100], 0, _queue));
        Assert.Equal(ignored, parser.IgnoredBytes);
        parser.Parse([0x91, 62, 101], 3, _queue);
        Assert.Equal([EngineEvent.NoteOn(3, 62, 101 / 127f, 1)], _queue.Drain());
    }

    [Theory]
    [InlineData(new byte[] { 0x90 })]
    [InlineData(new byte[] { 0x90, 60 })]
    [InlineData(new byte[] { 0xF0, 0x7E, 0x7F, 9 })]
    [InlineData(new byte[] { 0xF3 })]
    public void After_a_reset_nothing_is_under_way(byte[] before)
    {
        var parser = new MidiParser();
        parser.Parse(before, 0, _queue);
        parser.Reset();
        Assert.Equal(1, parser.Parse([60, 100, 0x91, 62, 101], 3, _queue));
        Assert.Equal([EngineEvent.NoteOn(3, 62, 101 / 127f, 1)], _queue.Drain());
        Assert.Equal(2, parser.IgnoredBytes);
    }

    [Property(MaxTest = 200)]
    public void Any_split_gives_the_same(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Stream(random, 500);
        Log whole = new(), pieces = new();
        var queue = new EventQueue();
        var parser = new MidiParser(whole);
        parser.Parse(bytes, 1, _queue);
        var split = new MidiParser(pieces);
        for (int i = 0; i < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - i, random.Next(4));
            split.Parse(bytes.AsSpan(i, length), 1, queue);
            i += length;
        }
        Assert.Equal(_queue.Drain(), queue.Drain());
        Assert.Equal(whole.Text, pieces.Text);
        Assert.Equal(parser.IgnoredBytes, split.IgnoredBytes);
    }

    [Property]
    public void Written_messages_are_read_again_live(int seed)
    {
        var random = new Random(seed);
        var expected = new List<EngineEvent>();
        var bytes = new List<byte>();
        byte running = 0;
        for (int i = 0; i < 100; i++)
        {
            MidiMessage message = MidiSamples.Message(random);
            expected.Add(message.ToEvent(0));
            if (message.Status != running || random.Next(2) == 0)
                bytes.Add(message.Status);
            running = message.Status;
            bytes.Add(message.Data1);
            if (message.Length == 3)
                bytes.Add(message.Data2);
        }
        Assert.Equal(100, new MidiParser().Parse(bytes.ToArray(), 0, _queue));
        Assert.Equal(expected, _queue.Drain());
    }

    [Fact]
    public void Random_bytes_neither_throw_nor_allocate()
    {
        byte[] bytes = Stream(new Random(3), 1 << 20);
        var queue = new EventQueue(64);
        var parser = new MidiParser();
        Assert.Equal(0, Allocated.Bytes(() => parser.Parse(bytes, 0, queue)));
        Assert.True(queue.Dropped > 0);
        Assert.True(parser.IgnoredBytes > 0);
        parser.Reset();
        Assert.Equal(0, parser.IgnoredBytes);
    }

    private static byte[] Stream(Random random, int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)(random.Next(3) == 0 ? random.Next(0x80, 0x100) : random.Next(0x80));
        return bytes;
    }

    private sealed class Log : IMidiHandler
    {
        public string Text { get; private set; } = "";

        public void SysExStart(long time) => Text += "<";

        public void SysExData(ReadOnlySpan<byte> bytes)
        {
            foreach (byte value in bytes)
                Text += $"{value:X} ";
        }

        public void SysExEnd(bool complete) => Text += complete ? ">" : "!";

        public void RealTime(byte status, long time) => Text += $"{status:X} ";

        public void SystemCommon(byte status, byte data1, byte data2, long time) => Text += $"{status:X}:{data1:X},{data2:X} ";
    }
}
