using System.Runtime.InteropServices;
using Cascade.Samples.Console;
using Cascade.Samples.Console.Commands;

// How long a command may take to end by itself: what plays fades out first.
TimeSpan patience = TimeSpan.FromSeconds(args is ["play" or "live", ..] ? 6 : 1);
using var stop = new CancellationTokenSource();
int code = CommandLine.Interrupted;

void Stop(PosixSignalContext context)
{
    if (stop.IsCancellationRequested)
    {
        // Once more: the system ends the process.
        OutputFile.DiscardAll();
        return;
    }
    // The command ends by itself, so that it can take its partial file away.
    context.Cancel = true;
    code = context.Signal switch { PosixSignal.SIGTERM => 143, PosixSignal.SIGHUP => 129, _ => CommandLine.Interrupted };
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

// Beside: where a command waits for a file or a pipe that never comes, the process ends all the same.
var command = Task.Factory.StartNew(() => CommandLine.Invoke(args, Console.Out, Console.Error, stop.Token), CancellationToken.None,
    TaskCreationOptions.LongRunning, TaskScheduler.Default);
try
{
    command.Wait(stop.Token);
}
catch (OperationCanceledException) when (!command.IsCompleted)
{
    if (!command.Wait(patience))
    {
        OutputFile.DiscardAll();
        Console.Error.WriteLine("error: interrupted; nothing was written.");
        Environment.Exit(code);
    }
}
return command.Result == CommandLine.Interrupted ? code : command.Result;
