namespace Cascade.Samples.Web.Rooms;

/// <summary>Somebody in a room, and what sounds of them. For the room's lock.</summary>
/// <param name="id">0 to 31 a player, 32 to 231 a listener.</param>
/// <param name="outbox">What is to be sent to them.</param>
internal sealed class RoomMember(byte id, Outbox outbox)
{
    public const int MostPlayers = 32, MostListeners = 200;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int CenterBend = 64;

    // Seen on white and on black keys alike.
    private static readonly string[] s_colours =
        ["#1F7FD1", "#D9541E", "#1E8F63", "#9A5FD0", "#D0458F", "#A87708", "#148C99", "#6B7C93"];

    private readonly Budget _notes = new(400, 60), _controllers = new(400, 200), _chat = new(1, 1), _changes = new(20, 2),
        _errors = new(1, 1);

    /// <summary>The velocity of each key that is held, else 0.</summary>
    private readonly byte[] _held = new byte[128];

    /// <summary>The value of each controller, -1 for those never moved.</summary>
    private readonly short[] _values = [.. Enumerable.Repeat((short)-1, 128)];

    private (byte Low, byte High) _bend = (0, CenterBend);
    private double _last;

    public byte Id { get; } = id;

    public bool IsPlayer => Id < MostPlayers;

    /// <summary>What is to be sent; null while the connection is lost.</summary>
    public Outbox? Outbox { get; set; } = outbox;

    /// <summary>Proves that one is the same as before.</summary>
    public string Seat { get; } = RoomKey.Create();

    public required string Name { get; set; }

    public required string Instrument { get; set; }

    /// <summary>Whether they rule the room.</summary>
    public required bool IsOwner { get; set; }

    /// <summary>Whether they rule it by its key, and not for the time that nobody with the key is there.</summary>
    public required bool HasKey { get; set; }

    /// <summary>How many came before them.</summary>
    public required int Arrival { get; init; }

    /// <summary>Whether a password opens their account.</summary>
    public required bool HasAccount { get; init; }

    public bool IsMuted { get; set; }

    /// <summary>Whether the page says that nobody is at it.</summary>
    public bool IsAway { get; set; }

    /// <summary>When the connection was lost, by the server's clock.</summary>
    public double LostAt { get; set; }

    public MemberModel Model => new(Id, Name, IsPlayer ? s_colours[Id % s_colours.Length] : "", IsPlayer ? Letters[Id].ToString() : "",
        Instrument, IsPlayer ? "player" : "listener", IsOwner, IsMuted, IsAway || Outbox is null);

    /// <summary>Whether they may say something now.</summary>
    public bool MayChat(double now) => _chat.TryTake(now);

    /// <summary>Whether they may change something now.</summary>
    public bool MayChange(double now) => _changes.TryTake(now);

    /// <summary>Tells them what was not done; not more often than once a second.</summary>
    public void Refuse(string code, string message, double now)
    {
        if (!_errors.TryTake(now))
            return;
        Outbox?.Add(RoomJson.Write(new ErrorText(code, message)), FrameKind.Text);
        Outbox?.Flush();
    }

    /// <summary>Takes what they play, if it changes anything.</summary>
    /// <param name="e">What it is.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="told">The same, not before what they played last.</param>
    /// <param name="isTooMuch">True if the budget is used up.</param>
    public bool TryPlay(in RoomEvent e, double now, out RoomEvent told, out bool isTooMuch)
    {
        told = default;
        isTooMuch = false;
        bool changes = e.Kind switch
        {
            RoomEventKind.On => true,
            RoomEventKind.Off => _held[e.Key] != 0,
            RoomEventKind.Controller => _values[e.Key] != e.Value,
            _ => _bend != (e.Key, e.Value),
        };
        if (!changes)
            return false;
        // What ends something is free: it cannot come more often than what began it.
        isTooMuch = e.Kind switch
        {
            RoomEventKind.On => !_notes.TryTake(now),
            RoomEventKind.Off => false,
            RoomEventKind.Controller => e.Value != 0 && !_controllers.TryTake(now),
            _ => (e.Key, e.Value) != (0, CenterBend) && !_controllers.TryTake(now),
        };
        if (isTooMuch)
            return false;
        _last = Math.Max(_last, e.Time);
        told = e with { Time = _last };
        Keep(told);
        return true;
    }

    /// <summary>What ends all that sounds of them.</summary>
    public List<RoomEvent> Release(double now)
    {
        var events = new List<RoomEvent>();
        _last = Math.Max(_last, now);
        for (int key = 0; key < 128; key++)
            if (_held[key] != 0)
                events.Add(new RoomEvent(RoomEventKind.Off, Id, (byte)key, 0, 0, _last));
        // Pedals: sustain, sostenuto, soft. A switch that was left down would hold what comes next.
        foreach (byte pedal in (byte[])[64, 66, 67])
            if (_values[pedal] > 0)
                events.Add(new RoomEvent(RoomEventKind.Controller, Id, pedal, 0, 0, _last));
        if (_bend != (0, CenterBend))
            events.Add(new RoomEvent(RoomEventKind.Bend, Id, 0, CenterBend, 0, _last));
        foreach (RoomEvent e in events)
            Keep(e);
        return events;
    }

    /// <summary>Adds what sounds to the state that a newcomer gets.</summary>
    public void AddTo(List<int[]> sounding, List<int[]> controllers, List<int[]> bends)
    {
        for (int i = 0; i < 128; i++)
        {
            if (_held[i] != 0)
                sounding.Add([Id, i, _held[i]]);
            if (_values[i] >= 0)
                controllers.Add([Id, i, _values[i]]);
        }
        if (_bend != (0, CenterBend))
            bends.Add([Id, _bend.Low, _bend.High]);
    }

    private void Keep(in RoomEvent e)
    {
        switch (e.Kind)
        {
            case RoomEventKind.On: _held[e.Key] = e.Value; break;
            case RoomEventKind.Off: _held[e.Key] = 0; break;
            case RoomEventKind.Controller: _values[e.Key] = e.Value; break;
            default: _bend = (e.Key, e.Value); break;
        }
    }
}
