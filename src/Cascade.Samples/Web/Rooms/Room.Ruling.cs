namespace Cascade.Samples.Web.Rooms;

/// <content>Who rules it: whoever has its key; for the time that nobody with the key is there, who came first of the others.</content>
internal sealed partial class Room
{
    private const double OwnerlessMilliseconds = 20_000;

    // Whoever ruled in the place of the owner steps back.
    private void Crown(RoomMember owner)
    {
        (_hadOwner, _ownerlessSince) = (true, null);
        foreach (RoomMember other in _members.Values)
            if (other != owner && other is { IsOwner: true, HasKey: false })
                Dethrone(other);
    }

    // The key that was before opens nothing any more as long as the room is open: not for whoever gives it away, nor in another window.
    private void HandOver(RoomMember owner, RoomMember heir, double now)
    {
        if (heir is not { IsPlayer: true, Outbox: not null })
        {
            owner.Refuse("invalid", "The room goes to a player who is there.", now);
            return;
        }
        if (owner.HasKey)
        {
            _key = _handOvers.Next(_key);
            heir.HasKey = true;
            heir.Outbox.Add(RoomJson.Write(new KeyText(_key)), FrameKind.Text);
        }
        foreach (RoomMember other in _members.Values)
            if (other != heir && other.IsOwner)
                Dethrone(other);
        Enthrone(heir);
    }

    // Where the room was closed meanwhile an older key may have opened it: whoever it was handed to last rules it all the same.
    private void TakeKey(string? key)
    {
        if (!RoomKey.IsOne(key) || RoomKey.IdOf(key) != Id || _handOvers.TimeOf(key) <= _handOvers.TimeOf(_key))
            return;
        _key = key;
        foreach (RoomMember member in _members.Values)
            if (member.HasKey)
                Dethrone(member);
    }

    private void FindHeir(double now)
    {
        if (!_hadOwner || _members.Values.Any(member => member.IsOwner))
        {
            _ownerlessSince = null;
            return;
        }
        _ownerlessSince ??= now;
        if (now - _ownerlessSince >= OwnerlessMilliseconds
            && _members.Values.Where(member => member is { IsPlayer: true, Outbox: not null }).MinBy(member => member.Arrival) is { } heir)
            Enthrone(heir);
    }

    private void Enthrone(RoomMember member)
    {
        (member.IsOwner, member.IsMuted) = (true, false);
        TellAll(new MemberText("member", member.Model), null);
    }

    private void Dethrone(RoomMember member)
    {
        (member.IsOwner, member.HasKey) = (false, false);
        TellAll(new MemberText("member", member.Model), null);
    }
}
