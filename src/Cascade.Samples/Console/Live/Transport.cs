using Cascade.Dsp;
using Cascade.Dsp.Events;

namespace Cascade.Samples.Console.Live;

/// <summary>What a person does to a song that plays: pause, move, change the speed. From any thread; and, on the audio thread, when it has ended.</summary>
/// <remarks>Keys that were down are let go at every jump and pause, and where the song goes on it first sends the controllers, pedals and programs that hold there;
/// see <see cref="SequencePlayer"/>.</remarks>
public sealed class Transport
{
    private readonly SequencePlayer _player;
    private readonly SongEnd _end;
    private int _isPaused;

    /// <summary>Stands at the start and plays from the first <see cref="Advance"/> on.</summary>
    /// <param name="song">The music.</param>
    /// <param name="sampleRate">The engine's.</param>
    public Transport(Sequence song, int sampleRate)
    {
        _player = new SequencePlayer(song, sampleRate);
        _end = new SongEnd(_player);
        _player.Play();
    }

    /// <summary>The length of the song at its own tempo.</summary>
    public TimeSpan Length => _player.Sequence.Duration;

    /// <summary>Where the song is, at its own tempo.</summary>
    public TimeSpan Position => TimeSpan.FromSeconds((double)_player.Position / _player.Sequence.SampleRate);

    /// <summary>The same in samples.</summary>
    public long PositionSamples => _player.Position;

    /// <summary>True while a person holds it back.</summary>
    public bool IsPaused => Volatile.Read(ref _isPaused) != 0;

    /// <summary>The speed as a factor of the song's own; clamped to 0.25 to 4 where it is set.</summary>
    public double Speed
    {
        get => _player.Speed;
        set => _player.Speed = double.IsNaN(value) ? 1 : Math.Clamp(value, SequencePlayer.SlowestSpeed, SequencePlayer.FastestSpeed);
    }

    /// <summary>Stops where it is.</summary>
    public void Pause()
    {
        Volatile.Write(ref _isPaused, 1);
        _player.Pause();
    }

    /// <summary>Goes on from where it is; from the start if that is the end.</summary>
    public void Play()
    {
        Volatile.Write(ref _isPaused, 0);
        _player.Play();
    }

    /// <summary>Pauses or goes on.</summary>
    public void Toggle()
    {
        if (IsPaused)
            Play();
        else
            Pause();
    }

    /// <summary>Moves by a time of the song, not beyond its ends. A song that has just ended and is moved back plays on.</summary>
    /// <param name="time">Forward, or back if negative.</param>
    public void SeekBy(TimeSpan time)
    {
        bool hadEnded = !_player.IsPlaying && !IsPaused;
        _player.Seek(_player.Position + (long)(time.TotalSeconds * _player.Sequence.SampleRate));
        if (hadEnded && time < TimeSpan.Zero)
            _player.Play();
    }

    /// <summary>Goes to a place.</summary>
    /// <param name="samples">In samples of the song.</param>
    public void SeekTo(long samples) => _player.Seek(samples);

    /// <summary>Repeats a region from now on.</summary>
    /// <param name="start">In samples of the song.</param>
    /// <param name="end">At least 10 ms after the start, at most the length of the song.</param>
    public void Repeat(long start, long end) => _player.SetLoop(start, end);

    /// <summary>Sends the events of the coming block to the engine. On the audio thread, before the block is rendered.</summary>
    /// <param name="engine">Its position must be a multiple of <see cref="VoiceEngine.BlockSize"/>.</param>
    public void Advance(VoiceEngine engine)
    {
        _end.Before(engine.Position);
        _player.Advance(engine.Events, engine.Position, VoiceEngine.BlockSize);
        if (_end.After(engine.Position, IsPaused) is { } end)
            Releases.Send(engine.Events, end);
    }

    /// <summary>Looks whether the song and its sound have ended. On the audio thread, after the block was rendered.</summary>
    /// <param name="engine">The engine that rendered it.</param>
    /// <returns>The engine's position up to which there is something to hear; <see cref="long.MaxValue"/> while that is not known.</returns>
    public long EndOfSound(VoiceEngine engine) => _end.Follow(engine);
}
