namespace Cascade.Samples.Web.Rooms;

/// <summary>The kinds of events, by their numbers in messages.</summary>
internal enum RoomEventKind : byte
{
    /// <summary>A key goes down.</summary>
    On = 1,

    /// <summary>A key goes up.</summary>
    Off = 2,

    /// <summary>A controller or pedal moves.</summary>
    Controller = 3,

    /// <summary>The pitch is bent.</summary>
    Bend = 4,
}
