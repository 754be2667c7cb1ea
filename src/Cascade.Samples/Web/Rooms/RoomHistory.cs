namespace Cascade.Samples.Web.Rooms;

/// <summary>The notes of the last five minutes, so that whoever comes late can scroll back.</summary>
internal sealed class RoomHistory
{
    private const int MostEvents = 16_384, FewestEvents = 64;
    private const double Milliseconds = 300_000;

    private RoomEvent[] _events = [];
    private int _first, _count;

    /// <summary>Keeps an event that belongs to a note; of too many the oldest go.</summary>
    public void Add(in RoomEvent e)
    {
        if (e.Kind is not (RoomEventKind.On or RoomEventKind.Off))
            return;
        if (_count == _events.Length && _count < MostEvents)
        {
            var more = new RoomEvent[Math.Max(FewestEvents, 2 * _count)];
            for (int i = 0; i < _count; i++)
                more[i] = At(i);
            (_events, _first) = (more, 0);
        }
        if (_count == _events.Length)
        {
            _first = (_first + 1) % _events.Length;
            _count--;
        }
        _events[(_first + _count++) % _events.Length] = e;
    }

    /// <summary>The events as one message; empty if there are none.</summary>
    /// <param name="now">The server's clock.</param>
    public byte[] ToBytes(double now)
    {
        int from = 0;
        while (from < _count && At(from).Time < now - Milliseconds)
            from++;
        var bytes = new byte[(_count - from) * RoomEvent.Length];
        for (int i = from; i < _count; i++)
            At(i).Write(bytes.AsSpan((i - from) * RoomEvent.Length));
        return bytes;
    }

    private RoomEvent At(int i) => _events[(_first + i) % _events.Length];
}
