namespace Cascade.Samples.Web.Rooms;

/// <content>What people change, and what they say.</content>
internal sealed partial class Room
{
    private void Chat(RoomMember member, RoomRequest request, double now)
    {
        string text = PlainText.Of(request.Text, LongestChat);
        if (!_model.Chat || member.IsMuted)
            member.Refuse("notAllowed", "There is no chat in this room.", now);
        else if (text.Length == 0 || request.Text!.Length > 4 * LongestChat)
            member.Refuse("invalid", $"A chat has 1 to {LongestChat} characters.", now);
        else if (!member.MayChat(now))
            member.Refuse("tooFast", "Not so often.", now);
        else
            TellAll(new ChatText(member.Id, text, now), null);
    }

    private void Change(RoomMember member, RoomRequest request, double now)
    {
        if (request.Instrument is { } instrument && !IsKnown(instrument))
        {
            member.Refuse("unknownInstrument", "There is no such instrument.", now);
            return;
        }
        if (request.Name is not null)
            member.Name = NameOf(request.Name, member.Id);
        member.Instrument = request.Instrument ?? member.Instrument;
        member.IsAway = request.Away ?? member.IsAway;
        if (member.IsAway)
            Release(member, now);
        TellAll(new MemberText("member", member.Model), null);
    }

    private void ChangeRoom(RoomMember member, RoomRequest request, double now)
    {
        if (request is { Tempo: < 20 or > 400 or double.NaN } or { Beats: < 1 or > 16 } or { Delay: < 0 or > 1_000 }
            || (request.Start is { } start && !double.IsFinite(start)) || (request.Timing is { } timing && !s_timings.Contains(timing))
            || request.Passphrase?.Length > LongestPassphrase)
        {
            member.Refuse("invalid", "A tempo is 20 to 400, beats 1 to 16, a delay 0 to 1000, a timing tight, faithful or inTime.", now);
            return;
        }
        if (request.Passphrase is not null)
            _passphrase = request.Passphrase.Length == 0 ? null : request.Passphrase;
        _model = _model with
        {
            Name = request.Name is null ? _model.Name : PlainText.Of(request.Name, LongestName),
            Tempo = request.Tempo ?? _model.Tempo,
            Beats = request.Beats ?? _model.Beats,
            Start = request.Start ?? _model.Start,
            Timing = request.Timing ?? _model.Timing,
            Delay = request.Delay ?? _model.Delay,
            OwnerOnly = request.OwnerOnly ?? _model.OwnerOnly,
            Guests = request.Guests ?? _model.Guests,
            Chat = request.Chat ?? _model.Chat,
            Locked = request.Locked ?? _model.Locked,
            HideOthers = request.HideOthers ?? _model.HideOthers,
            HasPassphrase = _passphrase is not null,
        };
        foreach (RoomMember other in _members.Values)
            if (!MayPlay(other))
                Release(other, now);
        TellAll(new RoomText(_model), null);
    }

    // Mutes, asks to leave, or hands the room over.
    private void Rule(RoomMember owner, RoomRequest request, double now)
    {
        if (request.Player is not (>= 0 and <= byte.MaxValue) || !_members.TryGetValue((byte)request.Player, out RoomMember? member)
            || member == owner)
        {
            owner.Refuse("invalid", "There is nobody else of that number.", now);
        }
        else if (request.Type == "mute")
        {
            member.IsMuted = request.Muted ?? true;
            if (member.IsMuted)
                Release(member, now);
            TellAll(new MemberText("member", member.Model), null);
        }
        else if (request.Type == "handOver")
        {
            HandOver(owner, member, now);
        }
        else
        {
            Release(member, now);
            member.Outbox?.End(JoinRefusal.Removed);
            member.Outbox = null;
            Remove(member);
        }
    }
}
