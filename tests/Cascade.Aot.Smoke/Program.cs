using System.Diagnostics;
using Cascade.Aot.Smoke;
using Cascade.Dsp.Midi;

// cascade-smoke [--song FILE] [--width auto|512|256|128|1] [--instrument piano|synth] [--out FILE] [--started TICKS] Renders a song and
// prints what it did, a name and a value a line. TICKS is the parent's Stopwatch.GetTimestamp() from just before it started this process.
long started = Stopwatch.GetTimestamp();
try
{
    return Smoke.Run(Arguments.Parse(args, started), Console.Out);
}
catch (Exception e) when (e is ArgumentException or MidiFormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
