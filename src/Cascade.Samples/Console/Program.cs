using System.Runtime.InteropServices;
using Cascade.Samples.Console;

using var stop = new CancellationTokenSource();

void Stop(PosixSignalContext context)
{
    // The command ends by itself, so that it can take its partial file away.
    context.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return CommandLine.Invoke(args, Console.Out, Console.Error, stop.Token);
