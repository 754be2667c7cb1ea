using Cascade.Dsp;

namespace Cascade.Samples.Console.Live;

/// <summary>What a person does to a song that plays: pause, move, change the speed. From any thread.</summary>
public sealed class Transport
{
    private readonly SequencePlayer _player;

    /// <summary>Takes over a player, and plays.</summary>
    /// <param name="player">Plays the song.</param>
    public Transport(SequencePlayer player)
    {
        ArgumentNullException.ThrowIfNull(player);
        _player = player;
        _player.Play();
    }

    /// <summary>The length of the song at its own tempo.</summary>
    public TimeSpan Length => _player.Sequence.Duration;

    /// <summary>Where the song is, at its own tempo.</summary>
    public TimeSpan Position => TimeSpan.FromSeconds((double)_player.Position / _player.Sequence.SampleRate);

    /// <summary>True while a person holds it back.</summary>
    public bool IsPaused => !_player.IsPlaying && !_player.HasEnded;

    /// <summary>The speed as a factor of the song's own; clamped to 0.25 to 4 where it is set.</summary>
    public double Speed
    {
        get => _player.Speed;
        set => _player.Speed = double.IsNaN(value) ? 1 : Math.Clamp(value, SequencePlayer.SlowestSpeed, SequencePlayer.FastestSpeed);
    }

    /// <summary>Pauses or goes on.</summary>
    public void Toggle()
    {
        if (IsPaused)
            _player.Play();
        else
            _player.Pause();
    }

    /// <summary>Moves by a time of the song, not beyond its ends. A song that has just ended and is moved back plays on.</summary>
    /// <param name="time">Forward, or back if negative.</param>
    public void SeekBy(TimeSpan time)
    {
        bool hadEnded = _player.HasEnded;
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
}
