namespace Cascade.Samples.Native;

/// <summary>What a call comes to; <c>cascade_status</c> of the header.</summary>
internal enum Status
{
    Ok = 0,
    InvalidHandle = -1,
    InvalidArgument = -2,
    NotFound = -3,
    BadFormat = -4,
    QueueFull = -5,
    Busy = -6,
    TooMany = -7,
    OutOfMemory = -8,
    Internal = -9,
}
