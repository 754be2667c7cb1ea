using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Synth;

/// <summary>Notes that move each for itself: by their id, by the channels of an MPE zone, and by the tuning of their key.</summary>
public sealed class SynthExpressionTests
{
    private const int A4 = 69;

    private static SynthPatch Filtered => SynthRig.Sine with
    {
        Oscillator1 = new OscillatorSettings { Waveform = Waveform.Saw },
        Filter = new FilterSettings { Mode = FilterMode.LowPass, Cutoff = 500 },
        PressureOctaves = 2,
    };

    [Theory]
    [InlineData(EventKind.NoteTimbre, 64 / 127f)]
    [InlineData(EventKind.NotePressure, 0f)]
    [InlineData(EventKind.NoteBend, 0f)]
    public void What_is_no_number_is_the_value_at_rest(EventKind kind, float rest)
    {
        Assert.Equal(Sound(rest), Sound(float.NaN));
        Assert.NotEqual(Sound(rest), Sound(0.9f));

        float[] Sound(float value)
        {
            var rig = new SynthRig(Filtered);
            rig.Engine.Events.TryEnqueue(EngineEvent.NoteOn(0, A4, 1) with { Note = 5 });
            rig.Engine.Events.TryEnqueue(new EngineEvent(0, kind, 0, 0, 0.2f) { Note = 5 });
            rig.Engine.Events.TryEnqueue(new EngineEvent(480, kind, 0, 0, value) { Note = 5 });
            return rig.Left(9_600);
        }
    }

    [Fact]
    public void A_place_moves_to_the_right_as_it_moves_to_the_left()
    {
        (float[] leftward, float[] ofLeftward) = Sound(1, 0);
        (float[] ofRightward, float[] rightward) = Sound(0, 1);
        for (int i = 0; i < leftward.Length; i++)
        {
            Assert.Equal(leftward[i], rightward[i], 2e-6);
            Assert.Equal(ofLeftward[i], ofRightward[i], 2e-6);
        }

        // The note begins an odd number of frames before a block's end, and moves while it does.
        static (float[], float[]) Sound(float from, float to)
        {
            var rig = new SynthRig(SynthRig.Sine);
            rig.At(0, EventKind.Control, 10, from);
            rig.At(27, EventKind.NoteOn, A4, 1);
            rig.At(33, EventKind.Control, 10, to);
            rig.At(50, EventKind.NoteOn, A4 + 7, 1);
            return rig.Both(2_400);
        }
    }

    [Theory]
    [InlineData(EventKind.NoteBend, 1, EventKind.PitchBend, 0, 0.5f)]
    [InlineData(EventKind.NotePressure, 0.6f, EventKind.ChannelPressure, 0, 0.6f)]
    [InlineData(EventKind.NoteTimbre, 0.9f, EventKind.Control, 74, 0.9f)]
    public void One_note_moves_as_its_channel_would(EventKind kind, float value, EventKind ofChannel, int number, float channelValue)
    {
        float[] still = Sound(), note = Sound(new EngineEvent(0, kind, 0, 0, value) { Note = 5 }),
            channel = Sound(new EngineEvent(0, ofChannel, 0, (ushort)number, channelValue));
        Assert.Equal(channel, note);
        Assert.NotEqual(still, note);

        float[] Sound(params EngineEvent[] events)
        {
            var rig = new SynthRig(Filtered);
            rig.Engine.Events.TryEnqueue(EngineEvent.NoteOn(0, A4, 1) with { Note = 5 });
            foreach (EngineEvent e in events)
                rig.Engine.Events.TryEnqueue(e);
            return rig.Left(9_600);
        }
    }

    [Fact]
    public void The_others_stay_and_end_for_themselves()
    {
        var rig = new SynthRig(SynthRig.Sine);
        Send(rig, EngineEvent.NoteOn(0, A4, 1) with { Note = 1 }, EngineEvent.NoteOn(0, A4 + 12, 1) with { Note = 2 },
            new EngineEvent(0, EventKind.NoteBend, 0, 0, -12) { Note = 2 }, new EngineEvent(0, EventKind.NoteBend, 0, 0, 7) { Note = 3 });
        rig.Left(4_800);
        Assert.Equal(440, SynthRig.Frequency(rig.Left(48_000)), 0.01);
        Assert.Equal(1, rig.Engine.IgnoredEvents);
        // A note-off with an id ends that note, whatever else has the key.
        Send(rig, EngineEvent.NoteOff(0, A4, 0) with { Note = 9 });
        rig.Left(9_600);
        Assert.Equal(2, rig.Engine.ActiveVoices);
        Send(rig, EngineEvent.NoteOff(0, A4, 0) with { Note = 1 });
        rig.Left(9_600);
        Assert.Equal(1, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void Members_of_a_zone_bend_by_48_semitones_beside_their_leader()
    {
        SynthRig rig = Zone(leader: 0, members: 3);
        rig.At(0, EventKind.NoteOn, A4, 1, channel: 2);
        rig.At(0, EventKind.PitchBend, 0, 0.25f, channel: 2);
        rig.At(0, EventKind.PitchBend, 0, -1, channel: 3);
        rig.At(0, EventKind.PitchBend, 0, -1, channel: 4);
        Assert.Equal(880, Pitch(rig), 0.02);
        rig.At(0, EventKind.PitchBend, 0, 0.5f, channel: 0);
        Assert.Equal(880 * Math.Pow(2, 1 / 12.0), Pitch(rig), 0.02);
        // What a member's parameter 0 says holds for all members.
        rig.At(0, EventKind.PitchBend, 0, 0, channel: 0);
        Choose(rig, channel: 1, parameter: 0, value: 24);
        rig.At(0, EventKind.PitchBend, 0, 0.5f, channel: 2);
        Assert.Equal(880, Pitch(rig), 0.02);
        // Four is no member.
        rig.At(0, EventKind.AllSoundOff, 0, 0, channel: 0);
        rig.At(0, EventKind.PitchBend, 0, 1, channel: 4);
        rig.At(0, EventKind.NoteOn, A4, 1, channel: 4);
        Assert.Equal(440 * Math.Pow(2, 2 / 12.0), Pitch(rig), 0.02);
    }

    [Fact]
    public void What_a_leader_is_told_its_members_do()
    {
        SynthRig rig = Zone(leader: 15, members: 2);
        rig.At(0, EventKind.Control, 64, 1, channel: 15);
        rig.At(0, EventKind.Control, 7, 0.5f, channel: 15);
        rig.At(0, EventKind.NoteOn, A4, 1, channel: 14);
        rig.At(0, EventKind.NoteOff, A4, 0, channel: 14);
        rig.At(0, EventKind.NoteOn, A4, 1, channel: 1);
        rig.At(0, EventKind.NoteOff, A4, 0, channel: 1);
        rig.Left(9_600);
        Assert.Equal(0.25, SynthRig.Peak(rig.Left(4_800)), 0.001);
        rig.At(0, EventKind.Control, 64, 0, channel: 15);
        rig.Left(9_600);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void The_newer_zone_takes_from_the_older()
    {
        var zones = new MpeZones();
        zones.Set(0, 14);
        zones.Set(15, 5);
        Assert.Equal((9, 5), (zones.MembersOf(0), zones.MembersOf(15)));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 15, 15, 15, 15, 15],
            Enumerable.Range(0, 16).Select(channel => zones.LeaderOf(channel)));
        zones.Set(0, 15);
        Assert.All(Enumerable.Range(0, 16), channel => Assert.Equal(0, zones.LeaderOf(channel)));
        zones.Set(15, 15);
        Assert.All(Enumerable.Range(0, 16), channel => Assert.Equal(15, zones.LeaderOf(channel)));
    }

    [Fact]
    public void A_key_gets_another_pitch_at_once_or_at_its_next_note()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.At(0, EventKind.NoteOn, A4, 1);
        Send(rig, Tuned(70.5f, soundingToo: false));
        Assert.Equal(440, Pitch(rig), 0.01);
        Send(rig, Tuned(70.5f, soundingToo: true));
        Assert.Equal(440 * Math.Pow(2, 1.5 / 12), Pitch(rig), 0.01);
        rig.At(0, EventKind.NoteOn, A4, 1);
        Assert.Equal(440 * Math.Pow(2, 1.5 / 12), Pitch(rig), 0.01);
        Send(rig, Tuned(float.NaN, soundingToo: true));
        Assert.Equal(440, Pitch(rig), 0.01);
        Send(rig, Tuned(60, soundingToo: true), new EngineEvent(0, EventKind.SystemReset, 0, 1, 0));
        rig.At(0, EventKind.NoteOn, A4, 1);
        Assert.Equal(440, Pitch(rig), 0.01);
    }

    [Fact]
    public void A_channel_plays_drums_when_it_is_told_so()
    {
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.GeneralMidi));
        float[] drum = Kick(9), melody = Kick(0);
        engine.Events.TryEnqueue(new EngineEvent(0, EventKind.DrumPart, 0, 1, 0));
        engine.Events.TryEnqueue(new EngineEvent(0, EventKind.DrumPart, 9, 0, 0));
        Assert.Equal(SynthRig.Peak(drum), SynthRig.Peak(Kick(0)), 0.05);
        Assert.Equal(SynthRig.Peak(melody), SynthRig.Peak(Kick(9)), 0.05);
        Assert.NotEqual(SynthRig.Peak(drum), SynthRig.Peak(melody), 0.05);

        float[] Kick(int channel)
        {
            var left = new float[24_000];
            engine.NoteOn(36, 1, channel);
            engine.Render(left, new float[left.Length]);
            engine.Control(120, 0, channel);
            engine.Render(new float[4_800], new float[4_800]);
            return left;
        }
    }

    private static EngineEvent Tuned(float pitch, bool soundingToo) =>
        new(0, EventKind.KeyTuning, 0, A4, pitch) { Note = soundingToo ? 1 : 0 };

    private static void Send(SynthRig rig, params ReadOnlySpan<EngineEvent> events)
    {
        foreach (EngineEvent e in events)
            Assert.True(rig.Engine.Events.TryEnqueue(e));
    }

    private static double Pitch(SynthRig rig)
    {
        rig.Left(9_600);
        return SynthRig.Frequency(rig.Left(48_000));
    }

    private static SynthRig Zone(int leader, int members)
    {
        var rig = new SynthRig(SynthRig.Sine);
        for (int channel = 0; channel < 16; channel++)
            rig.At(0, EventKind.Control, 7, 1, channel);
        Choose(rig, leader, parameter: 6, members);
        return rig;
    }

    private static void Choose(SynthRig rig, int channel, int parameter, int value)
    {
        rig.At(0, EventKind.Control, 101, 0, channel);
        rig.At(0, EventKind.Control, 100, parameter / 127f, channel);
        rig.At(0, EventKind.Control, 6, value / 127f, channel);
    }
}
