using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Some people who hear each other play. Whatever happens in it happens in one order, which is everybody's.</summary>
internal sealed partial class Room
{
    public const int LongestName = 24, LongestChat = 200, LongestPassphrase = 100;

    private const string Piano = "piano", Player = "player", Listener = "listener";
    private const double SeatMilliseconds = 20_000, EmptyMilliseconds = 300_000;

    // What is played meanwhile goes out together.
    private static readonly TimeSpan s_together = TimeSpan.FromMilliseconds(2);
    private static readonly string[] s_timings = ["tight", "faithful", "inTime"];

    private readonly Lock _gate = new();
    private readonly Bell _bell = new();
    private readonly SortedDictionary<byte, RoomMember> _members = [];
    private readonly RoomHistory _history = new();
    private readonly HandOvers _handOvers;
    private RoomModel _model;
    private string _key;
    private string? _passphrase;
    private uint _number;
    private int _arrivals;
    private bool _hadOwner;
    private double? _emptySince, _ownerlessSince;
    private volatile bool _isClosed;

    /// <param name="key">Of whoever rules it; the name in its link follows from it.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="passphrase">What opens it beside the link, or null.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="handOvers">The keys of those it is handed to.</param>
    public Room(string key, string? name, string? passphrase, double now, HandOvers handOvers)
    {
        _handOvers = handOvers;
        _passphrase = string.IsNullOrEmpty(passphrase) ? null : passphrase;
        _key = key;
        _model = new RoomModel(RoomKey.IdOf(key), PlainText.Of(name, LongestName), 100, 4, now, s_timings[0], 80, false, true, true, false,
            false, _passphrase is not null);
        _emptySince = now;
        _ = SendAsync();
    }

    public string Id => _model.Id;

    /// <summary>What the room is called, how many are in it, and what keeps others out.</summary>
    public RoomSummary Summary
    {
        get
        {
            lock (_gate)
                return new RoomSummary(_model.Id, _model.Name, _members.Values.Count(m => m.IsPlayer),
                    _members.Values.Count(m => !m.IsPlayer), _model.Locked, _model.HasPassphrase);
        }
    }

    /// <summary>Lets somebody in, and tells them and the others.</summary>
    /// <param name="request">Who they are.</param>
    /// <param name="hasAccount">Whether a password opens their account.</param>
    /// <param name="outbox">What is to be sent to them.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="refusal">Why they are not let in.</param>
    public RoomMember? Join(RoomRequest request, bool hasAccount, Outbox outbox, double now, out JoinRefusal? refusal)
    {
        lock (_gate)
        {
            RoomMember? member = _members.Values.FirstOrDefault(m => RoomKey.AreSame(m.Seat, request.Seat));
            refusal = _isClosed ? JoinRefusal.Closed : null;
            if (member is not null && refusal is null)
                Sit(member, outbox, now);
            else if (refusal is null)
                member = Enter(request, hasAccount, outbox, out refusal);
            if (member is null || refusal is not null)
                return null;
            _emptySince = null;
            Welcome(member, now);
            return member;
        }
    }

    /// <summary>Takes what somebody plays.</summary>
    public void Play(RoomMember member, in RoomEvent e, double now)
    {
        lock (_gate)
        {
            if (member.Outbox is null)
                return;
            if (!MayPlay(member))
            {
                if (e.Kind == RoomEventKind.On)
                    member.Refuse("notAllowed", "You listen in this room.", now);
            }
            else if (member.TryPlay(e, now, out RoomEvent told, out bool isTooMuch))
            {
                Tell(told, member);
            }
            else if (isTooMuch)
            {
                member.Refuse("tooManyNotes", "That is more than a room can hear.", now);
            }
        }
    }

    /// <summary>Does what somebody says.</summary>
    /// <returns>False if it is nothing that can be said.</returns>
    public bool Do(RoomMember member, RoomRequest request, double now)
    {
        lock (_gate)
        {
            if (member.Outbox is null)
                return true;
            switch (request.Type)
            {
                case "chat": Chat(member, request, now); return true;
                case "me" or "room" or "mute" or "kick" or "handOver":
                    if (!member.MayChange(now))
                        member.Refuse("tooFast", "Not so often.", now);
                    else if (request.Type == "me")
                        Change(member, request, now);
                    else if (!member.IsOwner)
                        member.Refuse("notOwner", "Only the owner may do that.", now);
                    else if (request.Type == "room")
                        ChangeRoom(member, request, now);
                    else
                        Rule(member, request, now);
                    return true;
                default: return false;
            }
        }
    }

    /// <summary>Lets somebody go whose connection has ended; whatever sounds of them is released.</summary>
    /// <param name="member">Who.</param>
    /// <param name="outbox">Of the connection: the member may have another by now.</param>
    /// <param name="keepsSeat">Whether they may come back.</param>
    /// <param name="now">The server's clock.</param>
    public void Leave(RoomMember member, Outbox outbox, bool keepsSeat, double now)
    {
        lock (_gate)
        {
            if (member.Outbox != outbox)
                return;
            Release(member, now);
            member.Outbox = null;
            member.LostAt = now;
            if (keepsSeat)
                TellAll(new MemberText("member", member.Model), null);
            else
                Remove(member);
            if (_members.Values.All(m => m.Outbox is null))
                _emptySince = now;
        }
    }

    /// <summary>Gives up seats nobody came back to, cuts off whoever does not read, and finds somebody to rule a room whose owner is
    /// gone.</summary>
    /// <param name="now">The server's clock.</param>
    /// <returns>False if the room has been empty for so long that it is closed now.</returns>
    public bool Sweep(double now)
    {
        lock (_gate)
        {
            foreach (RoomMember member in _members.Values.ToArray())
                if (member.Outbox is { } outbox)
                    outbox.CutIfStuck();
                else if (now - member.LostAt > SeatMilliseconds)
                    Remove(member);
            FindHeir(now);
            if (_emptySince is not { } since || now - since <= EmptyMilliseconds)
                return true;
            _isClosed = true;
        }
        _bell.Ring();
        return false;
    }

    // The first event goes at once, what is played in the next moment together.
    private async Task SendAsync()
    {
        var outboxes = new List<Outbox>();
        while (!_isClosed)
        {
            await _bell.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
                foreach (RoomMember member in _members.Values)
                    if (member.Outbox is { } outbox)
                        outboxes.Add(outbox);
            foreach (Outbox outbox in outboxes)
                outbox.SendHere();
            outboxes.Clear();
            await Task.Delay(s_together).ConfigureAwait(false);
        }
    }

    private bool MayPlay(RoomMember member) => member is { IsPlayer: true, IsMuted: false } && (member.IsOwner || !_model.OwnerOnly)
        && (member.IsOwner || _model.Guests || member.HasAccount);

    private void Release(RoomMember member, double now)
    {
        foreach (RoomEvent e in member.Release(now))
            Tell(e, null);
    }

    private void Remove(RoomMember member)
    {
        _members.Remove(member.Id);
        TellAll(new LeftText(member.Id), null);
    }

    // To everybody but whoever played it; to them too where the server did.
    private void Tell(in RoomEvent e, RoomMember? except)
    {
        RoomEvent numbered = e with { Number = ++_number };
        _history.Add(numbered);
        foreach (RoomMember member in _members.Values)
            if (member != except)
                member.Outbox?.Add(numbered);
        _bell.Ring();
    }

    private void TellAll<T>(T text, RoomMember? except)
    {
        byte[] bytes = RoomJson.Write(text);
        foreach (RoomMember member in _members.Values)
            if (member != except)
                member.Outbox?.Add(bytes, FrameKind.Text);
        _bell.Ring();
    }

    private static bool IsKnown(string instrument) => BackendConfiguration.FindSound(instrument) is not null;

    private static string NameOf(string? name, byte place)
    {
        string plain = PlainText.Of(name, LongestName);
        return plain.Length > 0 ? plain : $"Guest {place + 1}";
    }
}

/// <summary>What is told of a room to whoever has its link.</summary>
internal sealed record RoomSummary(string Id, string Name, int Players, int Listeners, bool Locked, bool HasPassphrase);
