namespace Cascade.Samples.Web.Rooms;

/// <summary>What a message to a socket is.</summary>
internal enum FrameKind
{
    /// <summary>Events.</summary>
    Binary,

    /// <summary>JSON.</summary>
    Text,

    /// <summary>The answer to a ping, which gets its time when it is sent.</summary>
    Pong,
}
