using System.Diagnostics;
using System.Runtime.InteropServices;
using Akka.Actor;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors.Sharing;

/// <summary>Plays what any host of the cluster asks for, its own too, by this host's coordinator.</summary>
internal sealed class SharedPlayer : ReceiveActor
{
    /// <summary>What it is called under /user at every host.</summary>
    public const string Name = "player";

    private const int PieceBytes = 256 << 10;

    private readonly IActorRef _coordinator;
    private readonly SharingCounts _counts;
    private readonly Dictionary<(IActorRef Asker, long Number), JobInParts> _parts = [];
    private readonly Dictionary<JobInParts, Question> _questions = [];

    /// <param name="coordinator">Of this host.</param>
    /// <param name="counts">What is told.</param>
    public SharedPlayer(IActorRef coordinator, SharingCounts counts)
    {
        (_coordinator, _counts) = (coordinator, counts);
        Receive<PlayShared>(Play);
        Receive<Work>(Answer);
        Receive<Failed>(message => End(message.Parts)?.Tell(number => new SharedFailure(number, message.Reason)));
        Receive<ForgetShared>(message =>
        {
            if (_parts.TryGetValue((Sender, message.Number), out JobInParts? parts))
                End(parts)?.Stop.Cancel();
        });
    }

    private void Play(PlayShared message)
    {
        SoundJob job;
        try
        {
            job = new SoundJob(message.Request.Checked(), message.Configuration.Checked(), Stopwatch.GetTimestamp()).Checked();
        }
        catch (InvalidRequestException e)
        {
            Sender.Tell(new SharedFailure(message.Number, e.Message));
            return;
        }
        var question = new Question(Sender, message.Number, new CancellationTokenSource());
        var parts = new JobInParts(job, question.Stop.Token);
        (_parts[(Sender, message.Number)], _questions[parts]) = (parts, question);
        IActorRef self = Self;
        parts.Answer.ContinueWith(answer => self.Tell(new Failed(parts, answer.Exception!.InnerException!.Message)),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _coordinator.Tell(new SynthesizeNotes(parts, Self));
    }

    private void Answer(Work done)
    {
        if (End(done.Parts) is not { } question)
            return;
        byte[] bytes;
        long clipped = 0;
        if (done.Index < 0)
        {
            (short[] samples, clipped) = Mixdown.ToInt16(done.Wave);
            bytes = MemoryMarshal.AsBytes<short>(samples).ToArray();
        }
        else
        {
            bytes = MemoryMarshal.AsBytes<float>(done.Wave).ToArray();
        }
        bool isOwn = question.Asker.Path.Address.HasLocalScope;
        int most = isOwn ? bytes.Length : PieceBytes;
        for (int start = 0; start < bytes.Length; start += most)
            question.Asker.Tell(new SharedPiece(question.Number, bytes.Length, clipped, done.Parts.LongestWait,
                bytes.AsMemory(start, Math.Min(most, bytes.Length - start))));
        if (!isOwn)
            _counts.CountForOthers();
    }

    private Question? End(JobInParts parts)
    {
        if (!_questions.Remove(parts, out Question? question))
            return null;
        _parts.Remove((question.Asker, question.Number));
        return question;
    }

    private sealed record Question(IActorRef Asker, long Number, CancellationTokenSource Stop)
    {
        public void Tell(Func<long, ISharedMessage> message) => Asker.Tell(message(Number));
    }

    private sealed record Failed(JobInParts Parts, string Reason);
}
