using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using Cascade.Samples.Web.Live;

namespace Cascade.Samples.Web.Rooms;

/// <summary>What waits to be sent to one socket, in order. Nothing of it is ever dropped: too much of it ends the connection.</summary>
internal sealed class Outbox
{
    /// <summary>How many events and texts may wait.</summary>
    public const int MostWaiting = 4_096;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2), s_longestSend = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Bell _bell = new();
    private readonly Queue<Frame> _frames = new();
    private Frame? _open;
    private int _waiting;
    private long _sendingSince;
    private WebSocket? _socket;
    private (WebSocketCloseStatus Status, string Reason)? _end;
    private CancellationToken _over;
    private Exception? _fault;
    private bool _isSending, _isCut;

    /// <summary>Puts an event behind those that wait, into one message with them.</summary>
    public void Add(in RoomEvent e)
    {
        lock (_gate)
        {
            if (!Count())
                return;
            if (_open is null)
                _frames.Enqueue(_open = new Frame(new byte[8 * RoomEvent.Length], 0, FrameKind.Binary));
            else if (_open.Length == _open.Bytes.Length)
                Array.Resize(ref _open.Bytes, 2 * _open.Length);
            e.Write(_open.Bytes.AsSpan(_open.Length));
            _open.Length += RoomEvent.Length;
            _open.Weight++;
        }
    }

    /// <summary>Puts a message behind what waits.</summary>
    public void Add(byte[] bytes, FrameKind kind)
    {
        lock (_gate)
        {
            if (!Count())
                return;
            _open = null;
            _frames.Enqueue(new Frame(bytes, bytes.Length, kind) { Weight = 1 });
        }
    }

    /// <summary>Has sent what waits.</summary>
    public void Flush() => _bell.Ring();

    /// <summary>Ends the connection as <see cref="End(WebSocketCloseStatus, string)"/>, and says before by a code why.</summary>
    public void End(JoinRefusal refusal)
    {
        Add(RoomJson.Write(new ErrorText(refusal.Code, refusal.Reason)), FrameKind.Text);
        End(refusal.Status, refusal.Reason);
    }

    /// <summary>Ends the connection with a reason, after what waits to be sent.</summary>
    public void End(WebSocketCloseStatus status, string reason)
    {
        lock (_gate)
            _end ??= (status, reason);
        _bell.Ring();
    }

    /// <summary>Cuts the connection off if the other side has long not taken what is being sent to it.</summary>
    public void CutIfStuck()
    {
        long since = Volatile.Read(ref _sendingSince);
        if (since != 0 && Stopwatch.GetElapsedTime(since) > s_longestSend)
            _socket?.Abort();
    }

    /// <summary>Sends what waits from this very thread, as far as the other side takes it, which saves waking the task that sends. The
    /// caller must hold no lock.</summary>
    public void SendHere()
    {
        if (_socket is { } socket && Begin())
            _ = SendWaitingAsync(socket);
    }

    /// <summary>Sends until the end.</summary>
    /// <exception cref="WebSocketException">The other side is gone.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task SendAllAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        _over = cancellationToken;
        _socket = socket;
        while (true)
        {
            await _bell.WaitAsync(cancellationToken).ConfigureAwait(false);
            // Where SendHere is at it already it takes what waits too, and rings where an end is asked for or it failed.
            if (!Begin())
                continue;
            await SendWaitingAsync(socket).ConfigureAwait(false);
            if (_fault is not null)
                ExceptionDispatchInfo.Throw(_fault);
            if (End() is not { } end)
                continue;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(s_patience);
            await socket.CloseOutputAsync(end.Status, end.Reason, patience.Token).ConfigureAwait(false);
            return;
        }
    }

    // Sends until nothing waits; what fails is kept for whoever waits for the end.
    private async Task SendWaitingAsync(WebSocket socket)
    {
        try
        {
            while (Take() is { } frame)
            {
                if (frame.Kind == FrameKind.Pong)
                    PlayMessage.StampPong(frame.Bytes, LiveClock.Milliseconds);
                Volatile.Write(ref _sendingSince, Stopwatch.GetTimestamp());
                await socket.SendAsync(frame.Bytes.AsMemory(0, frame.Length),
                    frame.Kind == FrameKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, _over)
                    .ConfigureAwait(false);
                Volatile.Write(ref _sendingSince, 0);
            }
        }
        // All of them: nobody awaits SendHere's, and what is not told to Fail would leave the socket taken for good.
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private bool Begin()
    {
        lock (_gate)
        {
            if (_isSending)
                return false;
            _isSending = true;
            return true;
        }
    }

    // The next frame; with none, whoever asked no longer sends.
    private Frame? Take()
    {
        lock (_gate)
        {
            // Whoever is cut off for not reading would not read the rest either, nor whoever is gone.
            if (!_isCut && _fault is null && _frames.TryDequeue(out Frame? frame))
            {
                if (frame == _open)
                    _open = null;
                _waiting -= frame.Weight;
                return frame;
            }
            _isSending = false;
            if (_end is not null)
                _bell.Ring();
            return null;
        }
    }

    private void Fail(Exception fault)
    {
        lock (_gate)
        {
            _fault ??= fault;
            _isSending = false;
        }
        _bell.Ring();
    }

    private (WebSocketCloseStatus Status, string Reason)? End()
    {
        lock (_gate)
            return _end;
    }

    private bool Count()
    {
        if (_end is not null)
            return false;
        if (++_waiting <= MostWaiting)
            return true;
        _end = (RoomSession.TryAgainLater, "You do not read what the others play.");
        _isCut = true;
        _bell.Ring();
        return false;
    }

    private sealed class Frame(byte[] bytes, int length, FrameKind kind)
    {
        public byte[] Bytes = bytes;

        public int Length { get; set; } = length;

        public FrameKind Kind { get; } = kind;

        // How many events or texts it stands for.
        public int Weight { get; set; }
    }
}
