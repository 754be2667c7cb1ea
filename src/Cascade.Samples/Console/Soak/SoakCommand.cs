using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Simd;
using Cascade.Samples.Console.Options;
using Spectre.Console;

namespace Cascade.Samples.Console.Soak;

/// <summary><c>cascade soak</c>: renders in real time for minutes beside a thread that allocates, and says how each block went.</summary>
internal sealed class SoakCommand
{
    private const double RehearsalSeconds = 2;
    private const int MostBlocks = 50_000_000, ShortestBlock = 16, LongestBlock = 4096;

    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Piano);
    private readonly Option<double> _minutes = Ranged.Number("--minutes", 0.01, 1440, 10.0, "min", "How long each block size runs");
    private readonly Option<int> _ring = Ranged.Number("--ring", 2, 64, 2, "blocks", "The buffer of the sound card that is played for");
    private readonly Option<long> _neighbour =
        ByteRate.Option("--neighbour", "/s", "1GB/s", 10_000_000_000, "What a thread beside allocates");
    private readonly Option<long> _alive = ByteRate.Option("--alive", "", "1MB", 1_000_000_000, "What of that stays alive");
    private readonly Option<string?> _json = new("--json") { Description = "Writes all figures into a file too.", HelpName = "file" };
    private readonly Option<int[]> _blocks = new("--blocks")
    {
        Description = $"The block sizes, one after the other: {ShortestBlock} to {LongestBlock} frames. [default: 64,128,256]",
        HelpName = "64,128,...",
        DefaultValueFactory = _ => [64, 128, 256],
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            int[] sizes =
                [.. text.Split(',')
                .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
            if (sizes.Any(size => size is < ShortestBlock or > LongestBlock))
                result.AddError($"--blocks takes sizes of {ShortestBlock} to {LongestBlock} frames such as 64,128,256, not {text}.");
            return sizes;
        },
    };

    private SoakCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var soak = new SoakCommand(terminal);
        var command = new Command("soak", "Renders in real time for minutes beside a thread that allocates, and says how each block went.")
        {
            soak._minutes, soak._blocks, soak._ring, soak._neighbour, soak._alive, soak._json,
        };
        soak._sound.AddTo(command, toFile: false);
        command.SetAction(soak.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        EngineOptions options = _sound.EngineOptions(parsed, _sound.Instrument(parsed));
        SoakReport report = NewReport(parsed, options);
        foreach (int blockFrames in parsed.GetValue(_blocks)!)
            if (report.MinutesPerBlockSize * 60 * options.SampleRate / blockFrames > MostBlocks)
                throw new InputException($"--minutes {report.MinutesPerBlockSize} are more than {MostBlocks:N0} blocks of {blockFrames} "
                    + $"frames, which is the most.");
        SoakPicture.WriteHead(_terminal.Output, report);
        bool isInterrupted = false;
        foreach (int blockFrames in parsed.GetValue(_blocks)!)
        {
            if (isInterrupted)
                break;
            SoakResult result = Measure(parsed, options, report, blockFrames);
            isInterrupted = _terminal.Cancellation.IsCancellationRequested;
            report.Results.Add(result);
            SoakPicture.Write(_terminal.Output, result);
        }
        SoakPicture.WriteSummary(_terminal, report);
        WriteJson(parsed, report);
        return isInterrupted ? CommandLine.Interrupted : CommandLine.Success;
    }

    private SoakResult Measure(ParseResult parsed, EngineOptions options, SoakReport report, int blockFrames)
    {
        int rate = options.SampleRate;
        SoakLog rehearsal = new((int)(RehearsalSeconds * rate / blockFrames)),
            log = new((int)(report.MinutesPerBlockSize * 60 * rate / blockFrames));
        var engine = new VoiceEngine(InstrumentChoice.Make(_sound.Instrument(parsed), _sound.Polyphony(parsed)), options, Chain());
        var player = new SequencePlayer(DensePerformance.Make(rate), rate);
        player.SetLoop(0, player.Sequence.Length);
        player.Play();
        var thread = new SoakThread(new Performance(engine, player), blockFrames, report.RingBlocks, _terminal.Cancellation);
        GC.Collect();
        var neighbour = new Neighbour(report.NeighbourBytesPerSecond, report.NeighbourAliveBytes);
        thread.Run(rehearsal, log);
        neighbour.Dispose();
        return Result(log, thread, options, report, blockFrames) with { NeighbourBytesPerSecond = neighbour.BytesPerSecond };
    }

    private static SoakResult Result(SoakLog log, SoakThread thread, EngineOptions options, SoakReport report, int blockFrames)
    {
        int blocks = thread.Blocks;
        double blockTime = 1e6 * blockFrames / options.SampleRate, deadline = (report.RingBlocks - 1) * blockTime;
        SoakFigures.Cause[] causes = [.. SoakFigures.Interruptions(log, blocks, 1000 * deadline)];
        (double[] ends, int[] counts) = SoakFigures.Histogram(log.Rendering.AsSpan(0, blocks));
        return new SoakResult
        {
            BlockFrames = blockFrames,
            BlockTime = blockTime,
            Deadline = deadline,
            Blocks = blocks,
            Seconds = blocks * blockTime / 1e6,
            Rendering = Distribution.Of(log.Rendering.AsSpan(0, blocks)),
            Computing = Distribution.Of(log.Computing.AsSpan(0, blocks)),
            WakeUp = Distribution.Of(log.WakeUp.AsSpan(0, blocks)),
            Underruns = log.Late.Take(blocks).Count(late => late > 0),
            UnderrunsOfLongerRings = SoakFigures.UnderrunsOfLongerRings(log.Late.AsSpan(0, blocks), report.RingBlocks, 1000 * blockTime),
            Interruptions = causes.Length,
            InterruptionsByComputing = causes.Count(c => c == SoakFigures.Cause.Computing),
            InterruptionsByCollector = causes.Count(c => c == SoakFigures.Cause.Collector),
            InterruptionsByScheduling = causes.Count(c => c == SoakFigures.Cause.Scheduling),
            Collections = thread.Collections,
            LongestPause = log.Collecting.Take(blocks).DefaultIfEmpty().Max() / 1000.0,
            TotalPauseMilliseconds = thread.Paused.TotalMilliseconds,
            AllocatedBytes = thread.AllocatedBytes,
            CompiledMethods = thread.CompiledMethods,
            SchedulerWaitMilliseconds = thread.Scheduler.Waited / 1e6,
            StolenMilliseconds = thread.Scheduler.Stolen / 1e6,
            Priority = thread.Priority,
            NeighbourBytesPerSecond = 0,
            MeanVoices = thread.Voices.Mean,
            MostVoices = thread.Voices.Most,
            HistogramEnds = ends,
            Histogram = counts,
        };
    }

    private SoakReport NewReport(ParseResult parsed, EngineOptions options) => new()
    {
        Date = DateTimeOffset.UtcNow,
        Processor = RuntimeSettings.Processor(),
        Processors = Environment.ProcessorCount,
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        VectorBits = (int)LaneWidths.Resolve(options.Width),
        SampleRate = options.SampleRate,
        Instrument = _sound.Instrument(parsed),
        Effects = [.. Chain().Select(e => e.Kind)],
        MinutesPerBlockSize = parsed.GetValue(_minutes),
        RingBlocks = parsed.GetValue(_ring),
        NeighbourBytesPerSecond = parsed.GetValue(_neighbour),
        NeighbourAliveBytes = parsed.GetValue(_alive),
        Settings = RuntimeSettings.Read(),
        Results = [],
    };

    private static Effect[] Chain() =>
        [new Equalizer(PresetLibrary.Effect("equalizer", "small speaker")), new Chorus(), new Reverb(), new Limiter()];

    private void WriteJson(ParseResult parsed, SoakReport report)
    {
        if (parsed.GetValue(_json) is not { } path)
            return;
        try
        {
            File.WriteAllText(path, report.ToJson());
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.Refused(path, e);
        }
    }
}
