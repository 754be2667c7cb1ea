using System.Runtime.CompilerServices;
using Cascade.Dsp;
using Cascade.Dsp.Events;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary>The audio thread: renders an engine block by block into an output, which paces it.</summary>
/// <remarks>
/// The engine's latency is taken off at the start, so that frame 0 of the output is frame 0 of the song, as in a file. With a song it ends where a file of the song
/// would. In the loop nothing allocates, locks or throws; others read what it publishes.
/// </remarks>
internal sealed class AudioLoop
{
    private const double FadeSeconds = 0.2;

    private readonly VoiceEngine _engine;
    private readonly IAudioOutput _output;
    private readonly Transport? _transport;
    private readonly float[] _frames;
    private readonly float[] _step = new float[2 * VoiceEngine.BlockSize];
    private readonly Thread _thread;
    private readonly EventQueue _endings;
    private readonly float _fadeStep;
    private int _stops, _pending, _pendingFrom;
    private float _fade = 1;
    private int _toDrop;
    private long _emitted, _end = long.MaxValue, _allocated;

    /// <summary>Gets ready; makes a queue of the engine its own.</summary>
    /// <param name="engine">Fresh; this loop alone renders it.</param>
    /// <param name="output">Where the sound goes.</param>
    /// <param name="blockFrames">How many frames are written at once.</param>
    /// <param name="transport">The song, if there is one; it alone feeds the engine's own queue.</param>
    public AudioLoop(VoiceEngine engine, IAudioOutput output, int blockFrames, Transport? transport)
    {
        _engine = engine;
        _output = output;
        _transport = transport;
        _frames = new float[2 * blockFrames];
        _toDrop = engine.LatencySamples;
        _endings = engine.AddQueue();
        _fadeStep = (float)(1 / (FadeSeconds * engine.SampleRate));
        _thread = new Thread(Run) { Name = "audio", IsBackground = true };
    }

    public Meters Meters { get; } = new();

    /// <summary>The priority that the thread got.</summary>
    public string Priority { get; private set; } = "";

    /// <summary>What the loop allocated; 0, or a fault.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    /// <summary>True when all sound has been heard, or the output has ended.</summary>
    public bool HasEnded => !_thread.IsAlive;

    public void Start() => _thread.Start();

    /// <summary>Lets all keys go, fades out within 200 ms and ends.</summary>
    public void Stop()
    {
        _transport?.Pause();
        Volatile.Write(ref _stops, 1);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>False if it has not come in that time.</returns>
    public bool Wait(TimeSpan time) => _thread.Join(time);

    private void Run()
    {
        Priority = RealTimeThread.Enter();
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (true)
        {
            int frames = Fill();
            Span<float> block = _frames.AsSpan(0, 2 * frames);
            Meters.Add(block);
            bool isTaken = frames == 0 || _output.Write(block);
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            if (!isTaken)
                return;
            if (block.Length < _frames.Length)
                break;
        }
        _output.Drain();
    }

    // Fewer frames than a block come at the end only.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Fill()
    {
        int filled = 0;
        while (filled < _frames.Length)
        {
            if (_pending == 0 && !RenderStep())
                break;
            int count = Math.Min(_pending, _frames.Length - filled);
            _step.AsSpan(_pendingFrom, count).CopyTo(_frames.AsSpan(filled));
            filled += count;
            _pendingFrom += count;
            _pending -= count;
        }
        return filled / 2;
    }

    // One block of the engine's grid, without what the latency holds back; false at the end.
    private bool RenderStep()
    {
        do
        {
            if (_emitted >= _end || _fade <= 0)
                return false;
            bool stops = Volatile.Read(ref _stops) != 0;
            if (stops && _fade == 1)
                Releases.Send(_endings, _engine.Position);
            _transport?.Advance(_engine);
            _engine.RenderInterleaved(_step);
            _end = _transport is null || stops ? long.MaxValue : _transport.EndOfSound(_engine);
            if (stops)
                FadeOut();
            int drop = Math.Min(_toDrop, VoiceEngine.BlockSize);
            int frames = (int)Math.Clamp(_end - _emitted, 0, VoiceEngine.BlockSize - drop);
            _toDrop -= drop;
            _emitted += frames;
            _pendingFrom = 2 * drop;
            _pending = 2 * frames;
        }
        while (_pending == 0);
        return true;
    }

    private void FadeOut()
    {
        for (int i = 0; i < _step.Length; i += 2)
        {
            _fade = Math.Max(0, _fade - _fadeStep);
            _step[i] *= _fade;
            _step[i + 1] *= _fade;
        }
    }
}
