using System.Collections.Immutable;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp;

/// <summary>A track of a song: its events, and what they say of it. Immutable.</summary>
public sealed class SongTrack
{
    internal SongTrack(int number, long startTick, MidiTrack midi, string? name, string? instrument, string? device)
    {
        (Number, StartTick, Midi, Name, Instrument, Device) = (number, startTick, midi, name, instrument, device);
        int channels = 0;
        int? prefix = null, port = null;
        EscapedMessages.Begun begun = default;
        foreach (ref readonly MidiEvent e in midi.Events)
        {
            if (e.Status == 0xF7)
                foreach (MidiMessage message in new EscapedMessages(e.Payload, ref begun))
                    Take(message);
            else if (!e.IsMeta)
                begun = default;
            if (e.IsMessage)
                Take(e.Message);
            if (e.TryGetPort(out int given))
                port ??= given;
            if (e.IsMeta && e.MetaType == MidiMetaType.ChannelPrefix && e.Payload is [<= 15 and byte channel, ..])
                prefix ??= channel;
        }
        Port = port ?? 0;
        if (channels == 0 && prefix is { } named)
            channels = 1 << named;
        var list = ImmutableArray.CreateBuilder<int>(int.PopCount(channels));
        for (int channel = 0; channel < 16; channel++)
            if ((channels >> channel & 1) != 0)
                list.Add(channel);
        Channels = list.MoveToImmutable();

        void Take(MidiMessage message)
        {
            channels |= 1 << message.Channel;
            if ((message.Status & 0xF0) == 0xC0)
                Program ??= message.Data1;
            if (message.IsNoteOn)
                NoteCount++;
        }
    }

    /// <summary>Its place in the song, from 0.</summary>
    public int Number { get; }

    /// <summary>The name, or null.</summary>
    public string? Name { get; }

    /// <summary>The name of its instrument, or null.</summary>
    public string? Instrument { get; }

    /// <summary>The name of the device that plays it, or null.</summary>
    public string? Device { get; }

    /// <summary>The MIDI channels that its messages are for, 0 to 15, ascending; without messages the one that its names are for, if the
    /// track says so.</summary>
    public ImmutableArray<int> Channels { get; }

    /// <summary>The MIDI channel if there is just one, 0 to 15, else null.</summary>
    public int? Channel => Channels is [int channel] ? channel : null;

    /// <summary>The MIDI port it goes to, 0 if it names none. A track may change its port on the way; this is the first.</summary>
    public int Port { get; }

    /// <summary>The first program it asks for, 0 to 127, or null.</summary>
    public int? Program { get; private set; }

    /// <summary>The number of note-ons with a velocity above 0, those among escaped bytes (0xF7) included.</summary>
    public int NoteCount { get; private set; }

    /// <summary>Where the track starts in the song, in ticks: 0, unless the tracks play one after the other (format 2).</summary>
    public long StartTick { get; }

    /// <summary>The events, their ticks counted from the start of the track.</summary>
    public MidiTrack Midi { get; }
}
