using System;

namespace Cascade.Dsp.Events;

/// <summary>Which channels play one instrument note by note: a lower zone led by channel 1, an upper one led by channel 16.</summary>
/// <remarks>Source: RP-053, "MIDI Polyphonic Expression", MIDI Association, 2018.</remarks>
internal struct MpeZones
{
    /// <summary>The registered parameter, on a leader, that sets how many members its zone has.</summary>
    public const int Parameter = 6;

    /// <summary>How far the wheel of a member reaches until it is told otherwise, in semitones.</summary>
    public const int MemberBendRange = 48;

    private const int LowerLeader = 0, UpperLeader = 15;

    private int _lower, _upper;

    /// <summary>True if the channel can lead a zone.</summary>
    /// <param name="channel">0 to 15.</param>
    public static bool CanLead(int channel) => channel is LowerLeader or UpperLeader;

    /// <summary>How many members the zone of a leader has, 0 to 15; 0 is no zone.</summary>
    /// <param name="leader">0 or 15.</param>
    public readonly int MembersOf(int leader) => leader == LowerLeader ? _lower : leader == UpperLeader ? _upper : 0;

    /// <summary>Sets how many members a zone has. The other zone gives way.</summary>
    /// <param name="leader">0 or 15.</param>
    /// <param name="members">Moved into 0 to 15.</param>
    public void Set(int leader, int members)
    {
        members = Math.Clamp(members, 0, 15);
        int left = Math.Max(0, 14 - members);
        (_lower, _upper) = leader == LowerLeader ? (members, Math.Min(_upper, left)) : (Math.Min(_lower, left), members);
    }

    /// <summary>The channel that leads the zone that a channel is a member of; itself for all others.</summary>
    /// <param name="channel">0 to 15.</param>
    public readonly int LeaderOf(int channel)
    {
        if (channel > LowerLeader && channel <= _lower)
            return LowerLeader;
        return channel < UpperLeader && channel >= UpperLeader - _upper ? UpperLeader : channel;
    }

    /// <summary>True if the channel is a member of a zone.</summary>
    /// <param name="channel">0 to 15.</param>
    public readonly bool IsMember(int channel) => LeaderOf(channel) != channel;
}
