using System;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The keys down on a monophonic channel, in the order they were pressed: the last one sounds.</summary>
internal sealed class MonoNotes
{
    private readonly byte[] _keys = new byte[128];
    private int _count;

    /// <summary>The key that sounds, or -1.</summary>
    public int Last => _count == 0 ? -1 : _keys[_count - 1];

    public void Press(int key)
    {
        Release(key);
        _keys[_count++] = (byte)key;
    }

    public void Release(int key)
    {
        int place = Array.IndexOf(_keys, (byte)key, 0, _count);
        if (place < 0)
            return;
        _count--;
        Array.Copy(_keys, place + 1, _keys, place, _count - place);
    }

    public void Clear() => _count = 0;
}
