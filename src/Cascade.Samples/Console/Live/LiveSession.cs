using Cascade.Dsp;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary>All that sounds live: the engine, the song if there is one, the audio thread and the output.</summary>
/// <remarks>For the UI thread only; the audio thread and <see cref="Midi"/>'s writer are apart.</remarks>
internal sealed class LiveSession : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly IAudioOutput _output;
    private readonly AudioLoop _loop;
    private readonly string[] _names;
    private readonly int _polyphony;
    private int _sounding, _wanted;
    private Task? _preparing;

    /// <summary>Makes everything; <see cref="Start"/> makes it sound.</summary>
    /// <param name="instrument">The first instrument's name or file.</param>
    /// <param name="polyphony">The voices of instruments that are synthesizers.</param>
    /// <param name="options">The engine's.</param>
    /// <param name="effects">In order.</param>
    /// <param name="output">Disposed of with the session.</param>
    /// <param name="blockFrames">How many frames are written at once.</param>
    /// <param name="song">What plays, if anything does.</param>
    public LiveSession(string instrument, int polyphony, EngineOptions options, Effect[] effects, IAudioOutput output, int blockFrames,
        Sequence? song)
    {
        _polyphony = polyphony;
        _names = [.. InstrumentChoice.All.Select(i => i.Name)];
        _sounding = _wanted = Array.FindIndex(_names, n => n.Equals(instrument, StringComparison.OrdinalIgnoreCase));
        // A file, or a name spelt in another way, comes first.
        if (_wanted < 0)
            (_names, _sounding, _wanted) = ([instrument, .. _names], 0, 0);
        Engine = new VoiceEngine(InstrumentChoice.Make(instrument, polyphony, song), options, effects);
        foreach (EngineEvent e in InstrumentChoice.Setup(instrument))
            Engine.Events.TryEnqueue(e);
        Effects = effects;
        SequencePlayer? player = song is null ? null : new SequencePlayer(song, options.SampleRate);
        Transport = player is null ? null : new Transport(player);
        Keys = Engine.AddQueue();
        Midi = Engine.AddQueue();
        _output = output;
        _loop = new AudioLoop(new Performance(Engine, player), output, blockFrames, MayRest);
    }

    public VoiceEngine Engine { get; }

    public Effect[] Effects { get; }

    /// <summary>The song; null if there is none.</summary>
    public Transport? Transport { get; }

    /// <summary>For what this thread plays.</summary>
    public EventQueue Keys { get; }

    /// <summary>For one other thread.</summary>
    public EventQueue Midi { get; }

    /// <summary>The name of the instrument that sounds, or is about to.</summary>
    public string InstrumentName => _names[_wanted];

    /// <summary>True while the next instrument is made ready.</summary>
    public bool IsPreparing => _wanted != _sounding || Engine.IsExchanging;

    /// <summary>The keys that are down, as bits.</summary>
    public UInt128 DownKeys => Engine.HeldKeys;

    public Meters Meters => _loop.Meters;

    public string OutputDescription => _output.Description;

    /// <summary>From a key to its sound, as far as it is known.</summary>
    public TimeSpan Latency => _output.Latency + TimeSpan.FromSeconds((double)Engine.LatencyFrames / Engine.SampleRate);

    public long Underruns => _output.Underruns;

    /// <summary>The priority of the audio thread.</summary>
    public string Priority => _loop.Priority;

    /// <summary>What the audio thread has allocated.</summary>
    public long AllocatedBytes => _loop.AllocatedBytes;

    /// <summary>True when the song and its sound have ended, or the output has.</summary>
    public bool HasEnded => _loop.HasEnded;

    /// <summary>Why the output ended, if it failed.</summary>
    public string? Failure => _output.Failure;

    public void Start() => _loop.Start();

    /// <summary>Somebody has acted: what that changes is to be rendered though there may be nothing to hear.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>Takes the instrument so many places further in the list.</summary>
    public void StepInstrument(int places) => _wanted = ((_wanted + places) % _names.Length + _names.Length) % _names.Length;

    /// <summary>Switches an effect on or off, without a click.</summary>
    public void Toggle(Effect effect) => Engine.Events.TryEnqueue(Engine.EventFor(effect, Effect.Bypass, 1 - effect.Get(Effect.Bypass)));

    /// <summary>Gets a wanted instrument ready on another thread. To be called now and then.</summary>
    public void Tick()
    {
        if (_preparing is { IsCompleted: false } || Engine.IsExchanging)
            return;
        _preparing?.GetAwaiter().GetResult();
        _preparing = null;
        if (_wanted == _sounding)
            return;
        int index = _sounding = _wanted;
        _preparing = Task.Run(() => Engine.Exchange(Engine.Instrument, InstrumentChoice.Make(_names[index], _polyphony)));
    }

    /// <summary>Lets all keys go, fades out and ends.</summary>
    public void Stop() => _loop.Stop();

    private bool MayRest() => Transport is null or { IsPaused: true } && Keys.Count == 0 && Midi.Count == 0 && Engine.Events.Count == 0
        && !Engine.IsExchanging;

    public void Dispose()
    {
        // A server that hangs keeps its stream: freeing that under the audio thread would crash.
        _loop.Stop();
        if (_loop.HasEnded || _loop.Wait(_patience))
            _output.Dispose();
    }
}
