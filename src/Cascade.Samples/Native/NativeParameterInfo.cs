using System.Runtime.InteropServices;

namespace Cascade.Samples.Native;

/// <summary><c>cascade_parameter_info</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeParameterInfo
{
    public const int NameLength = 64;

    public uint Size;
    public int Kind;
    public int Unit;
    public int Taper;
    public float Minimum;
    public float Maximum;
    public float Standard;
    public fixed byte Id[NameLength];
    public fixed byte Name[NameLength];
}
