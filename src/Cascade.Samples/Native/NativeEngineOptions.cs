using System.Runtime.InteropServices;

namespace Cascade.Samples.Native;

/// <summary><c>cascade_options</c> of the header. Zero is the default of each field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeEngineOptions
{
    public uint Size;
    public uint Effects;
    public int Width;
    public int Polyphony;
    public int QueueCapacity;
    public uint Seed;
    public float MasterGainDecibels;
    public uint Reserved;
}
