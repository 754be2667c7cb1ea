using System.Collections.Concurrent;
using System.Diagnostics;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Live;

/// <summary>Runs a session to its end: hands on the keys a person types, draws what there is to see, ends politely when
/// interrupted.</summary>
internal sealed class LiveRun(Terminal terminal, LiveSession session)
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(20), _betweenDrawings = TimeSpan.FromMilliseconds(50),
        _farewell = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<ConsoleKeyInfo> _typed = [];

    /// <summary>Acts on a typed key; false ends the session.</summary>
    public required Func<ConsoleKeyInfo, bool> Press { get; init; }

    /// <summary>What there is to see, if anybody looks.</summary>
    public required LiveView View { get; init; }

    /// <summary>Called every few milliseconds; false ends the session.</summary>
    public Func<bool> Tick { get; init; } = () => true;

    /// <summary>Where to draw; null for nobody looks.</summary>
    public TextWriter? Picture { get; init; }

    /// <summary>True if keys come from the terminal.</summary>
    public bool ReadsKeys { get; init; }

    /// <summary>Starts the sound and returns when it has ended.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="InputException">The output failed.</exception>
    public int ToEnd()
    {
        session.Start();
        bool isInterrupted;
        using (Screen? screen = Picture is null ? null : new Screen(Picture))
        {
            if (ReadsKeys)
                new Thread(ReadKeys) { Name = "keys", IsBackground = true }.Start();
            isInterrupted = !Loop(screen);
            session.Stop();
            long since = Stopwatch.GetTimestamp();
            while (!session.HasEnded && Stopwatch.GetElapsedTime(since) < _farewell)
                Thread.Sleep(_tick);
        }
        if (session.Failure is { } failure)
            throw new InputException(failure);
        if (session.Underruns is > 0 and long gaps)
            terminal.Warn($"the sound was interrupted {(gaps == 1 ? "once" : $"{gaps} times")}; a longer --latency helps.");
        return isInterrupted ? CommandLine.Interrupted : CommandLine.Success;
    }

    // False if it was interrupted.
    private bool Loop(Screen? screen)
    {
        long drawn = 0;
        while (!session.HasEnded)
        {
            if (terminal.Cancellation.IsCancellationRequested)
                return false;
            if (_typed.TryTake(out ConsoleKeyInfo key, _tick))
            {
                if (!Press(key))
                    return true;
                session.Wake();
            }
            if (!Tick())
                return true;
            session.Tick();
            if (screen is not null && Stopwatch.GetElapsedTime(drawn) >= _betweenDrawings)
            {
                screen.Draw(View.Lines(Size(() => System.Console.WindowWidth, 80), Size(() => System.Console.WindowHeight, 24)));
                drawn = Stopwatch.GetTimestamp();
            }
        }
        return true;
    }

    private void ReadKeys()
    {
        try
        {
            while (true)
                _typed.Add(System.Console.ReadKey(intercept: true));
        }
        catch (InvalidOperationException)
        {
            // The terminal has gone away; the music goes on.
        }
    }

    private static int Size(Func<int> read, int usual)
    {
        try
        {
            return read() is > 0 and int size ? size : usual;
        }
        catch (IOException)
        {
            return usual;
        }
    }
}
