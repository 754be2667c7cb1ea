using System.Diagnostics;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Live;

/// <summary>Reads the bytes of a MIDI instrument from a device file, a FIFO or standard input, on a thread of its own.</summary>
/// <remarks>An event counts from the moment its bytes are read. The writer of a FIFO may go, which lets its keys go, and another may
/// come; a file or standard input ends.</remarks>
internal sealed class MidiInput : IMidiHandler
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private const int MostBytes = 256, Sustain = 64, Sostenuto = 66;
    private const byte ActiveSensing = 0xFE;

    // A sender that has begun with active sensing says something every 300 ms (MIDI 1.0 Detailed Specification, "Active Sensing").
    private static readonly TimeSpan _silence = TimeSpan.FromMilliseconds(400), _betweenWriters = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly VoiceEngine _engine;
    private readonly EventQueue _queue;
    private readonly MidiParser _parser;
    private long _events, _heardAt;
    private int _hasEnded, _senses;

    /// <param name="path">The file, or <see cref="StandardInput"/>.</param>
    /// <param name="engine">Tells the time.</param>
    /// <param name="queue">One that nobody else writes.</param>
    public MidiInput(string path, VoiceEngine engine, EventQueue queue)
    {
        _path = path;
        _engine = engine;
        _queue = queue;
        _parser = new MidiParser(this);
    }

    /// <exception cref="InputException">There is no such file, or it is none of an instrument.</exception>
    public static void Require(string path)
    {
        if (path == StandardInput)
            return;
        if (!Path.Exists(path))
            throw new InputException($"--midi: there is no {path}; cascade devices names what there is.");
        if (Directory.Exists(path))
            throw new InputException($"--midi: {path} is a folder.");
        // What has a length is neither a device nor a FIFO, and can be looked into.
        if (new FileInfo(path).Length > 0 && InputFile.Read(path, "MIDI bytes", Start) is var start && IsFile(start))
            throw new InputException(FileInstead(path));
    }

    /// <summary>How many events came.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>True when no more will come.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded) != 0;

    /// <summary>Why it ended, if it failed.</summary>
    public string? Failure { get; private set; }

    public void Start() => new Thread(Run) { Name = "MIDI", IsBackground = true }.Start();

    /// <summary>True once where a sender that promised to be heard of is not: its keys are to be let go.</summary>
    /// <param name="now">Of the <see cref="Stopwatch"/>.</param>
    public bool HasFallenSilent(long now) => Volatile.Read(ref _senses) != 0
        && Stopwatch.GetElapsedTime(Volatile.Read(ref _heardAt), now) > _silence && Interlocked.Exchange(ref _senses, 0) != 0;

    /// <summary>Lifts the pedals and lets all keys go.</summary>
    public static void Release(EventQueue queue, long time)
    {
        for (byte channel = 0; channel < 16; channel++)
        {
            queue.TryEnqueue(EngineEvent.Control(time, Sustain, 0, channel));
            queue.TryEnqueue(EngineEvent.Control(time, Sostenuto, 0, channel));
            queue.TryEnqueue(new EngineEvent(time, EventKind.AllNotesOff, channel, 0, 0));
        }
    }

    void IMidiHandler.RealTime(byte status, long time)
    {
        if (status == ActiveSensing)
            Volatile.Write(ref _senses, 1);
    }

    private void Run()
    {
        try
        {
            ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e.Message.Contains("is a MIDI file", StringComparison.Ordinal) ? e.Message
                : $"cannot read {_path}: {InputFile.Reason(e)}";
        }
        Volatile.Write(ref _hasEnded, 1);
    }

    // A FIFO is kept open between two writers, so that nothing is lost.
    private void ReadToEnd()
    {
        using Stream stream = _path == StandardInput ? InputFile.OpenStandard()
            : new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        bool isFifo = _path != StandardInput && !stream.CanSeek && !_path.StartsWith("/dev/", StringComparison.Ordinal);
        var bytes = new byte[MostBytes];
        bool isFirst = true;
        while (true)
        {
            int count = stream.Read(bytes);
            if (count > 0)
            {
                if (isFirst && IsFile(bytes.AsSpan(0, count)))
                    throw new IOException(FileInstead(_path == StandardInput ? "standard input" : _path));
                isFirst = false;
                Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
                Volatile.Write(ref _events, _events + _parser.Parse(bytes.AsSpan(0, count), _engine.Position, _queue));
                continue;
            }
            // Whoever has gone lets no key go any more.
            if (!isFirst)
                Release(_queue, _engine.Position);
            _parser.Reset();
            isFirst = true;
            Volatile.Write(ref _senses, 0);
            if (!isFifo)
                return;
            Thread.Sleep(_betweenWriters);
        }
    }

    private static byte[] Start(string path)
    {
        using FileStream file = File.OpenRead(path);
        var start = new byte[12];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static bool IsFile(ReadOnlySpan<byte> start) => start.StartsWith("MThd"u8) || start.StartsWith("RIFF"u8);

    private static string FileInstead(string path) =>
        $"{path} is a MIDI file, not the bytes of an instrument; cascade play {(path == "standard input" ? "song.mid" : path)} plays it.";
}
