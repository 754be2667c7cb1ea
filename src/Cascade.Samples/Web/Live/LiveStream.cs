using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Samples.Web.Live;

/// <summary>An engine that a socket plays: notes go in from the socket's task, blocks of sound come out for it.</summary>
/// <remarks>A listener who does not keep up loses sound, the oldest first, never notes. One who plays nothing costs nothing: silence is
/// neither rendered nor sent.</remarks>
internal sealed class LiveStream
{
    /// <summary>Frames of a block: 5 ms.</summary>
    public const int BlockFrames = 240;

    /// <summary>Samples per second.</summary>
    public const int Rate = 48_000;

    /// <summary>Blocks that wait for a listener: 200 ms.</summary>
    public const int MostWaiting = 40;

    // Silence for so many blocks, half a second, is the end of the sound.
    private const int QuietBlocks = 100;

    private readonly float[] _frames = new float[2 * BlockFrames];
    private readonly short[] _samples = new short[2 * BlockFrames];
    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
    private readonly Reverb _hall = new();
    private volatile bool _isAwake;
    private uint _number;
    private int _quiet;
    private bool _wasSilent = true;

    /// <summary>Makes the engine.</summary>
    /// <param name="sound">What it plays first.</param>
    /// <param name="tuning">Of all that it plays.</param>
    public LiveStream(Sound sound, KeyTuning tuning) => Engine = new VoiceEngine(sound.CreateInstrument(),
        new EngineOptions { SampleRate = Rate, MasterGainDecibels = sound.Gain, Tuning = tuning }, _hall, new Limiter());

    public VoiceEngine Engine { get; }

    /// <summary>True while it sounds or may.</summary>
    public bool IsAwake => _isAwake;

    /// <summary>Plays something. Wakes the stream.</summary>
    public void Play(in EngineEvent e)
    {
        Engine.Events.TryEnqueue(e);
        _isAwake = true;
    }

    /// <summary>Sets how much of the hall is heard.</summary>
    /// <param name="level">0 to 1; a half is the hall's own, beside the sound itself, 1 is twice as much.</param>
    public void SetHall(double level) => Engine.Set(_hall, Effect.Mix, (float)(level <= 0.5 ? level : 1 - 1 / (4 * level)));

    /// <summary>The blocks as they come, ready to be sent; one whose predecessors were lost says so.</summary>
    public async IAsyncEnumerable<byte[]> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        uint next = 0;
        await foreach (byte[] block in _blocks.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            uint number = PlayMessage.NumberOf(block);
            if (number != next)
                PlayMessage.TellLoss(block);
            next = number + 1;
            yield return block;
        }
    }

    /// <summary>Renders the next block, if there is any sound. For the rendering thread.</summary>
    public void Advance()
    {
        if (!_isAwake)
        {
            _wasSilent = true;
            return;
        }
        long position = Engine.Position;
        Engine.RenderInterleaved(_frames);
        Pcm.ToInt16(_frames, _samples);
        _quiet = Engine.ActiveVoices == 0 && Engine.HeldKeys == 0 && !_samples.AsSpan().ContainsAnyExcept((short)0) ? _quiet + 1 : 0;
        var message = new byte[PlayMessage.AudioHeader + 2 * _samples.Length];
        PlayMessage.WriteAudioHeader(message, _number++, position, _wasSilent);
        for (int i = 0; i < _samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(message.AsSpan(PlayMessage.AudioHeader + 2 * i), _samples[i]);
        _blocks.Writer.TryWrite(message);
        _wasSilent = false;
        if (_quiet < QuietBlocks)
            return;
        _quiet = 0;
        _isAwake = false;
        // What was played just now wakes it again: it is still in the queue.
        if (Engine.Events.Count > 0)
            _isAwake = true;
    }
}
