using Cascade.Dsp;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>An engine that plays one job after another.</summary>
/// <param name="key">What it is made for.</param>
/// <param name="engine">The engine.</param>
internal sealed class PooledEngine(string key, VoiceEngine engine)
{
    /// <summary>Frames that are read at once.</summary>
    public const int PieceFrames = 480;

    private readonly Performance _performance = new(engine);

    public string Key { get; } = key;

    /// <summary>Starts a job, with the engine as new.</summary>
    public void Begin(SoundJob job)
    {
        var player = new SequencePlayer(job.ToSequence(), engine.SampleRate);
        _performance.Player = player;
        _performance.Reset();
        player.Play();
    }

    /// <summary>The next frames, left and right in turn; none at the end.</summary>
    public int Read(Span<float> frames) => _performance.ReadInterleaved(frames);

    /// <summary>Plays to the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the engine is not to be used again.</exception>
    public float[] ReadAll(CancellationToken cancellationToken)
    {
        var all = new List<float>();
        var piece = new float[2 * PieceFrames];
        int frames;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            frames = Read(piece);
            all.AddRange(piece.AsSpan(0, 2 * frames));
        }
        while (frames == PieceFrames);
        return [.. all];
    }
}
