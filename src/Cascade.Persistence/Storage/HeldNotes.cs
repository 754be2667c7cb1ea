namespace Cascade.Persistence.Storage;

/// <summary>The notes held on each key of 16 channels, the oldest first.</summary>
internal sealed class HeldNotes
{
    private readonly int[] _oldest = new int[16 * 128];
    private readonly int[] _newest = new int[16 * 128];
    private readonly int[] _next;

    /// <summary>Makes room for as many events.</summary>
    public HeldNotes(int events)
    {
        _next = new int[events];
        Array.Fill(_oldest, -1);
    }

    public void Add(int channel, int key, int index)
    {
        int place = channel * 128 + key;
        _next[index] = -1;
        if (_oldest[place] < 0)
            _oldest[place] = index;
        else
            _next[_newest[place]] = index;
        _newest[place] = index;
    }

    /// <summary>The oldest note of a key, which is no longer held then; -1 if there is none.</summary>
    public int TakeOldest(int channel, int key)
    {
        ref int oldest = ref _oldest[channel * 128 + key];
        int index = oldest;
        if (index >= 0)
            oldest = _next[index];
        return index;
    }
}
