using System.Diagnostics.CodeAnalysis;

namespace Cascade.Samples.Native;

/// <summary>All engines by their handles: a place in the table and a number that is never given twice, so that a handle of a destroyed
/// engine finds nothing.</summary>
internal static class EngineTable
{
    private const int PlaceBits = 12;
    private const int Places = 1 << PlaceBits;

    private static readonly NativeEngine?[] s_engines = new NativeEngine?[Places];
    private static readonly bool[] s_taken = new bool[Places];
    private static readonly Lock s_lock = new();
    private static ulong s_last;

    /// <summary>The engine of a handle. Never waits.</summary>
    public static bool TryFind(ulong handle, [NotNullWhen(true)] out NativeEngine? engine)
    {
        engine = Volatile.Read(ref s_engines[handle % Places]);
        return engine is not null && engine.Handle == handle;
    }

    /// <summary>Takes a place for an engine that is about to be made; 0 if there is none.</summary>
    public static ulong Reserve()
    {
        lock (s_lock)
        {
            int place = Array.IndexOf(s_taken, false);
            if (place < 0)
                return 0;
            s_taken[place] = true;
            return (++s_last << PlaceBits) | (uint)place;
        }
    }

    /// <summary>Gives back a place whose engine could not be made.</summary>
    public static void Release(ulong handle)
    {
        lock (s_lock)
            s_taken[handle % Places] = false;
    }

    /// <summary>Puts an engine into its reserved place.</summary>
    public static void Add(NativeEngine engine) => Volatile.Write(ref s_engines[engine.Handle % Places], engine);

    /// <summary>Forgets an engine; false if there is none of that handle.</summary>
    public static bool Remove(ulong handle)
    {
        while (TryFind(handle, out NativeEngine? engine))
        {
            if (Interlocked.CompareExchange(ref s_engines[handle % Places], null, engine) != engine)
                continue;
            Release(handle);
            return true;
        }
        return false;
    }
}
