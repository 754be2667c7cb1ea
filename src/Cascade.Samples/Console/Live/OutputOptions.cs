using System.CommandLine;
using Cascade.Dsp;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Sound;
using Microsoft.Win32.SafeHandles;

namespace Cascade.Samples.Console.Live;

/// <summary>The options that say where live sound goes: a device of the sound server, or raw samples on standard output.</summary>
internal sealed class OutputOptions
{
    private const string RawName = "--raw";

    private readonly Option<string?> _device =
        new("--device") { Description = "The sink of the sound server (PulseAudio or PipeWire), by name.", HelpName = "sink" };
    private readonly Option<double> _latency;
    private readonly Option<int> _block;
    private readonly Option<bool> _raw = new(RawName)
    {
        Description = "Writes bare samples to standard output instead: left and right in "
            + "turn, little endian; messages go to standard error.",
    };
    private readonly Option<RawFormat> _format =
        Ranged.Choice("--format", "How --raw holds a sample", ("float", RawFormat.Floats), ("int16", RawFormat.Integers));

    /// <summary>Makes the options.</summary>
    /// <param name="latency">What the sound server holds unless told otherwise, in ms.</param>
    /// <param name="block">How many frames are rendered at once unless told otherwise.</param>
    public OutputOptions(double latency, int block)
    {
        _latency = Ranged.Number("--latency", 2.0, 2000.0, latency, "ms", "How much sound the server holds");
        _block = Ranged.Number("--block", 16, 8192, block, "frames", "How much is rendered at once");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_device, _latency, _block, _raw, _format])
            command.Add(option);
    }

    public bool IsRaw(ParseResult parsed) => parsed.GetValue(_raw);

    public int BlockFrames(ParseResult parsed) => parsed.GetValue(_block);

    /// <summary>Opens the output.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The engine's rate and seed.</param>
    /// <param name="isPaced">True to keep raw sound to real time even if nobody holds it back.</param>
    /// <exception cref="InputException">It cannot be had.</exception>
    public IAudioOutput Open(ParseResult parsed, EngineOptions options, bool isPaced)
    {
        if (!IsRaw(parsed))
            return OpenServer(parsed, options.SampleRate);
        foreach (Option option in (Option[])[_device, _latency])
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"{option.Name} goes with the sound server, not with {RawName}.");
        if (!System.Console.IsOutputRedirected)
            throw new InputException("--raw writes to a pipe or a file, not to a terminal; for instance: cascade play --raw | aplay -f "
                + "FLOAT_LE -c 2 -r 48000");
        // On Unix the console's own stream says nothing when the reader is gone.
        Stream target = OperatingSystem.IsWindows() ? System.Console.OpenStandardOutput()
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new RawOutput(target, options.SampleRate, parsed.GetValue(_format), BlockFrames(parsed), isPaced, options.Seed);
    }

    private PulseOutput OpenServer(ParseResult parsed, int sampleRate)
    {
        if (parsed.GetResult(_format) is { Implicit: false })
            throw new InputException($"--format goes with {RawName}; the sound server gets 32-bit floats.");
        try
        {
            return new PulseOutput(parsed.GetValue(_device), sampleRate, TimeSpan.FromMilliseconds(parsed.GetValue(_latency)));
        }
        catch (IOException e)
        {
            throw new InputException(e.Message);
        }
    }
}
