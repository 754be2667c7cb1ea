using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.NAudio;
using NAudio.Midi;
using MidiEvent = Cascade.Dsp.Midi.MidiEvent;
using MidiFile = Cascade.Dsp.MidiFile;
using MidiFileOfNAudio = NAudio.Midi.MidiFile;
using MidiMessage = Cascade.Dsp.Midi.MidiMessage;

namespace Cascade.Package.Tests.NAudio;

public sealed class EngineInstrumentTests
{
    private const int Rate = 48_000;

    /// <summary>At 120 quarters a minute and 480 ticks a quarter a tick is 50 frames.</summary>
    [Fact]
    public void NAudio_s_renderer_plays_a_file_to_the_frame()
    {
        MidiFile file = new(0, MidiDivision.Quarter(480), new MidiTrack(
        [
            Message(0, 0xC0, 5), Message(3, 0x90, 60, 100), Message(7, 0xB0, 64, 127), Message(19, 0x90, 67, 80), Message(19, 0xE0, 0, 80),
                Message(40, 0x90, 60, 0),
            Message(41, 0xD0, 90), Message(55, 0xB0, 64, 0), Message(61, 0x80, 67, 64),
        ], 100));
        var song = MidiFileSequence.FromMidiFile(new MidiFileOfNAudio(new MemoryStream(file.ToArray()), strictChecking: true));
        float[] heard = OfflineMidiRenderer.Render(song, new EngineInstrument(Engine()), 0.2);
        VoiceEngine same = Engine();
        foreach (EngineEvent e in new Song(file).ToSequence(Rate))
            Assert.True(same.Events.TryEnqueue(e));
        var expected = new float[heard.Length];
        same.RenderInterleaved(expected);
        Assert.Equal(expected, heard);
        Assert.Contains(heard, sample => Math.Abs(sample) > 0.01f);
    }

    [Fact]
    public void All_sound_off_ends_every_channel_at_once_and_what_is_no_channel_message_is_nothing()
    {
        VoiceEngine engine = Engine();
        var instrument = new EngineInstrument(engine);
        for (int channel = 1; channel <= 16; channel++)
            instrument.ProcessMidiEvent(new NoteOnEvent(0, channel, 40 + channel, 100, 0));
        instrument.ProcessMidiEvent(new SysexEvent(0, [0x7E, 0x7F, 9, 1]));
        instrument.ProcessMidiEvent(new TextEvent("nothing", MetaEventType.TextEvent, 0));
        var buffer = new float[2 * 4_800];
        Assert.Equal(buffer.Length, instrument.Read(buffer));
        Assert.Equal((16, 0L), (engine.ActiveVoices, engine.IgnoredEvents));
        instrument.AllSoundOff();
        instrument.Read(buffer);
        instrument.Read(buffer);
        Assert.Equal(0, engine.ActiveVoices);
        Assert.All(buffer, sample => Assert.Equal(0, sample));
        Assert.Throws<ArgumentNullException>(() => instrument.ProcessMidiEvent(null!));
    }

    [Fact]
    public void A_live_instrument_of_NAudio_s_plays_it_without_allocating()
    {
        var live = new LiveMidiInstrument(new EngineInstrument(Engine()));
        var events = Enumerable.Range(0, 100).Select(i => new NoteOnEvent(0, 1 + i % 16, 30 + i % 60, i % 3 == 0 ? 0 : 90, 0)).ToArray();
        var instrument = new EngineInstrument(Engine());
        var buffer = new float[512];
        live.NoteOn(0, 60, 100);
        live.Read(buffer);
        live.Read(buffer);
        Assert.Contains(buffer, sample => sample != 0);
        Assert.Equal(0, Allocated.Bytes(Play));

        void Play()
        {
            foreach (NoteOnEvent e in events)
            {
                instrument.ProcessMidiEvent(e);
                instrument.Read(buffer);
            }
            instrument.AllSoundOff();
        }
    }

    private static VoiceEngine Engine() => new(new SynthInstrument(), new EngineOptions { SampleRate = Rate });

    private static MidiEvent Message(long tick, byte status, byte data1, byte data2 = 0) =>
        MidiEvent.FromMessage(tick, new MidiMessage(status, data1, data2));
}
