namespace Cascade.Persistence.Storage;

/// <summary>The notes held on each key of 16 channels of each port, the oldest first.</summary>
internal sealed class HeldNotes
{
    private readonly int[] _oldest, _newest;
    private readonly int[] _next;

    /// <summary>Makes room for as many events and ports.</summary>
    public HeldNotes(int events, int ports)
    {
        _oldest = new int[ports * 16 * 128];
        _newest = new int[_oldest.Length];
        _next = new int[events];
        Array.Fill(_oldest, -1);
    }

    public void Add(int port, int channel, int key, int index)
    {
        int place = (port * 16 + channel) * 128 + key;
        _next[index] = -1;
        if (_oldest[place] < 0)
            _oldest[place] = index;
        else
            _next[_newest[place]] = index;
        _newest[place] = index;
    }

    /// <summary>The oldest note of a key, which is no longer held then; -1 if there is none.</summary>
    public int TakeOldest(int port, int channel, int key)
    {
        ref int oldest = ref _oldest[(port * 16 + channel) * 128 + key];
        int index = oldest;
        if (index >= 0)
            oldest = _next[index];
        return index;
    }
}
