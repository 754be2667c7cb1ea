using System.Globalization;
using Cascade.GeneralMidi.Figures;
using Cascade.GeneralMidi.Figures.Fitting;

switch (args)
{
    case ["measure", var font]:
        Measurement.Run(font, Console.Out);
        return 0;
    case ["fit", var font, var folder, var seconds, .. var which]:
        new FittingRun(font, folder, double.Parse(seconds, CultureInfo.InvariantCulture))
            .Run(which, Environment.ProcessorCount, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("measure FONT: prints how far every program and drum of the bank is from that of a sound font.\n"
            + "fit FONT FOLDER SECONDS WHICH...: looks for patches that are nearer, 0-127, drums or drum46, so long for each.");
        return 2;
}
