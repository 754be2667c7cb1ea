using System.Runtime.InteropServices;

namespace Cascade.Samples.Native;

/// <summary><c>cascade_event</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeEvent
{
    public long Time;
    public byte Kind;
    public byte Channel;
    public byte Port;
    public byte Part;
    public ushort Number;
    public byte Slot;
    public byte Reserved;
    public int Note;
    public float Value;
}
