using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Live;

/// <summary>Reads the bytes of a MIDI instrument from a device file, a FIFO or standard input, on a thread of its own.</summary>
/// <remarks>An event counts from the moment its bytes are read. The writer of a FIFO may go and another may come; a file or standard input
/// ends.</remarks>
internal sealed class MidiInput
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private const int MostBytes = 256;

    private readonly string _path;
    private readonly VoiceEngine _engine;
    private readonly EventQueue _queue;
    private readonly MidiParser _parser = new();
    private long _events;
    private int _hasEnded;

    /// <param name="path">The file, or <see cref="StandardInput"/>.</param>
    /// <param name="engine">Tells the time.</param>
    /// <param name="queue">One that nobody else writes.</param>
    public MidiInput(string path, VoiceEngine engine, EventQueue queue)
    {
        _path = path;
        _engine = engine;
        _queue = queue;
    }

    /// <exception cref="InputException">There is no such file.</exception>
    public static void Require(string path)
    {
        if (path != StandardInput && !File.Exists(path))
            throw new InputException($"--midi: there is no {path}; 'amidi -l' or 'ls /dev/snd/midi*' name the devices.");
    }

    /// <summary>How many events came.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>True when no more will come.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded) != 0;

    /// <summary>Why it ended, if it failed.</summary>
    public string? Failure { get; private set; }

    public void Start() => new Thread(Run) { Name = "MIDI", IsBackground = true }.Start();

    private void Run()
    {
        try
        {
            while (ReadToEnd())
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = $"cannot read {_path}: {e.Message}";
        }
        Volatile.Write(ref _hasEnded, 1);
    }

    // True if there may be another writer.
    private bool ReadToEnd()
    {
        bool isInput = _path == StandardInput;
        using Stream stream = isInput ? System.Console.OpenStandardInput() : Open();
        var bytes = new byte[MostBytes];
        for (int count; (count = stream.Read(bytes)) > 0;)
            Volatile.Write(ref _events, _events + _parser.Parse(bytes.AsSpan(0, count), _engine.Position, _queue));
        return !isInput && !stream.CanSeek;
    }

    // Whoever may write a FIFO himself never sees it end, and so loses nothing between two writers. Devices take no harm from being read
    // only.
    private FileStream Open()
    {
        bool isDevice = _path.StartsWith("/dev/", StringComparison.Ordinal);
        try
        {
            return new FileStream(_path, FileMode.Open, isDevice ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite,
                bufferSize: 0);
        }
        catch (UnauthorizedAccessException) when (!isDevice)
        {
            return new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
    }
}
