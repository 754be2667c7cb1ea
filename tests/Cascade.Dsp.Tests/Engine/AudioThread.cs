using System.Globalization;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>A thread as a host has it for sound.</summary>
internal static class AudioThread
{
    /// <summary>In Hz: the one that <c>CASCADE_AUDIO_RATE</c> gives, or 48,000.</summary>
    public static int Rate =>
        int.TryParse(Environment.GetEnvironmentVariable("CASCADE_AUDIO_RATE"), CultureInfo.InvariantCulture, out int rate) ? rate
        : SampleRates.Default;

    /// <summary>Runs on a thread of its own and fails if that fails.</summary>
    public static void Run(ThreadStart action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
