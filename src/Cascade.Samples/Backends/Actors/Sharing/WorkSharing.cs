using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>Gives every note to the host of the cluster that has the least to do, its own before others, and to another when that one
/// fails: what is asked for twice sounds the same.</summary>
internal sealed class WorkSharing : ReceiveActor, IWithTimers
{
    private const int MostAttempts = 10;

    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(250), s_suspicion = TimeSpan.FromSeconds(5);

    private readonly Address _own;
    private readonly IActorRef _player;
    private readonly SharingCounts _counts;
    private readonly Dictionary<Address, Neighbour> _hosts = [];
    private readonly Dictionary<long, SharedNote> _notes = [];
    private long _number;

    /// <param name="player">Of this host.</param>
    /// <param name="counts">What is told.</param>
    public WorkSharing(IActorRef player, SharingCounts counts)
    {
        (_own, _player, _counts) = (Cluster.Get(Context.System).SelfAddress, player, counts);
        _hosts[_own] = new Neighbour();
        Receive<SynthesizeNotes>(message => Start(message.Parts));
        Receive<SharedPiece>(piece =>
        {
            if (_notes.TryGetValue(piece.Number, out SharedNote? note) && note.Take(piece))
                End(piece.Number);
        });
        Receive<SharedFailure>(failure =>
        {
            if (_notes.TryGetValue(failure.Number, out SharedNote? note))
                note.Parts.Fail(new BackendException(failure.Reason));
            End(failure.Number);
        });
        Receive<Round>(_ => Look());
        Receive<ClusterEvent.MemberUp>(message => Come(message.Member));
        Receive<ClusterEvent.MemberWeaklyUp>(message => Come(message.Member));
        Receive<ClusterEvent.ReachableMember>(message => Come(message.Member));
        Receive<ClusterEvent.UnreachableMember>(message => Go(message.Member.Address));
        // It may still end what it has begun.
        Receive<ClusterEvent.MemberLeft>(message => Forget(message.Member.Address));
        Receive<ClusterEvent.MemberExited>(message => Forget(message.Member.Address));
        Receive<ClusterEvent.MemberRemoved>(message => Go(message.Member.Address));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        Receive<DisassociatedEvent>(message => Suspect(message.RemoteAddress));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Round), new Round(), s_round);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void Start(JobInParts parts)
    {
        parts.Begin(parts.Job.Arrival);
        if (parts.Job.Waveform is null)
        {
            Ask(new SharedNote(parts, -1));
            return;
        }
        for (int i = 0; i < parts.Job.Request.Notes.Count; i++)
            Ask(new SharedNote(parts, i));
    }

    private void Ask(SharedNote note)
    {
        if (note.Parts.IsOver)
            return;
        if (note.Attempts == MostAttempts)
        {
            note.Parts.Fail(new BackendException($"No host of the cluster answered, {MostAttempts} times."));
            return;
        }
        if (note.Attempts > 0)
            _counts.CountAgain();
        Address host = _hosts.Where(entry => entry.Key == _own || !entry.Value.IsSuspect)
            .MinBy(entry => (entry.Value.Notes, entry.Key == _own ? 0 : 1)).Key;
        _hosts[host].Notes++;
        // A number of its own each time: what still comes from the last attempt is nobody's.
        _notes[++_number] = note;
        Tell(host, note.AskFrom(host, _number));
    }

    private void Tell(Address host, ISharedMessage message)
    {
        if (host == _own)
            _player.Tell(message);
        else
            Context.ActorSelection(new RootActorPath(host) / "user" / SharedPlayer.Name).Tell(message);
    }

    private SharedNote? End(long number)
    {
        if (_notes.Remove(number, out SharedNote? note) && _hosts.TryGetValue(note.Host, out Neighbour? host))
            host.Notes--;
        return note;
    }

    // What nobody waits for is told to be left, and what is late is asked for elsewhere.
    private void Look()
    {
        foreach ((long number, SharedNote note) in _notes.Where(entry => entry.Value.Parts.IsOver || entry.Value.IsLate).ToArray())
        {
            Tell(note.Host, new ForgetShared(number));
            Ask(End(number)!);
        }
    }

    private void Come(Member member)
    {
        if (member.Status is MemberStatus.Up or MemberStatus.WeaklyUp)
            _hosts.TryAdd(member.Address, new Neighbour());
        _counts.Hosts = _hosts.Count;
    }

    private void Forget(Address host)
    {
        if (host != _own)
            _hosts.Remove(host);
        _counts.Hosts = _hosts.Count;
    }

    private void Go(Address host)
    {
        Forget(host);
        if (host != _own)
            AskElsewhere(host);
    }

    // The connection broke: it may have ended, which the cluster finds out soon, or not.
    private void Suspect(Address host)
    {
        if (_hosts.TryGetValue(host, out Neighbour? neighbour))
            neighbour.Suspect(s_suspicion);
        AskElsewhere(host);
    }

    private void AskElsewhere(Address host)
    {
        foreach (long number in _notes.Where(entry => entry.Value.Host == host).Select(entry => entry.Key).ToArray())
            Ask(End(number)!);
    }

    private sealed record Round;

    private sealed class Neighbour
    {
        private long _suspectUntil = long.MinValue;

        public int Notes { get; set; }

        public bool IsSuspect => Stopwatch.GetTimestamp() < _suspectUntil;

        public void Suspect(TimeSpan time) => _suspectUntil = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
    }
}
