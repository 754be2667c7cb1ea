namespace Cascade.Samples.Web.Rooms;

/// <content>Whoever comes.</content>
internal sealed partial class Room
{
    private void Sit(RoomMember member, Outbox outbox, double now)
    {
        Release(member, now);
        member.Outbox?.End(JoinRefusal.Replaced);
        member.Outbox = outbox;
        member.IsAway = false;
        TellAll(new MemberText("member", member.Model), member);
    }

    private RoomMember? Enter(RoomRequest request, bool hasAccount, Outbox outbox, out JoinRefusal? refusal)
    {
        TakeKey(request.OwnerKey);
        bool isOwner = RoomKey.AreSame(_key, request.OwnerKey);
        bool? plays = request.Role switch { Player or null => true, Listener => false, _ => null };
        byte? place = plays != false ? FreePlace(0, RoomMember.MostPlayers) : null;
        if (plays == false || (place is null && request.Role is null))
            place = FreePlace(RoomMember.MostPlayers, RoomMember.MostPlayers + RoomMember.MostListeners);
        refusal = plays is null ? JoinRefusal.NoRole
            : request.Instrument is { } instrument && !IsKnown(instrument) ? JoinRefusal.NoInstrument
            : !isOwner && _model.Locked ? JoinRefusal.Locked
            : !isOwner && _passphrase is not null && !RoomKey.AreSame(_passphrase, request.Passphrase) ? JoinRefusal.WrongPassphrase
            : place is null ? JoinRefusal.Full : null;
        if (refusal is not null)
            return null;
        var member = new RoomMember(place!.Value, outbox)
        {
            Name = NameOf(request.Name, place.Value),
            Instrument = request.Instrument ?? Piano,
            IsOwner = isOwner,
            HasKey = isOwner,
            Arrival = _arrivals++,
            HasAccount = hasAccount,
        };
        TellAll(new MemberText("joined", member.Model), null);
        if (isOwner)
            Crown(member);
        _members.Add(member.Id, member);
        return member;
    }

    private void Welcome(RoomMember member, double now)
    {
        List<int[]> sounding = [], controllers = [], bends = [];
        foreach (RoomMember other in _members.Values)
            other.AddTo(sounding, controllers, bends);
        byte[] history = _history.ToBytes(now);
        if (history.Length > 0)
            member.Outbox!.Add(history, FrameKind.Binary);
        member.Outbox!.Add(RoomJson.Write(new WelcomeText(member.Id, member.Seat, _number, now, _model,
            [.. _members.Values.Select(m => m.Model)], sounding, controllers, bends)), FrameKind.Text);
        member.Outbox.Flush();
    }

    private byte? FreePlace(int from, int before)
    {
        for (int i = from; i < before; i++)
            if (!_members.ContainsKey((byte)i))
                return (byte)i;
        return null;
    }
}
