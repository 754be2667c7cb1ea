using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>A backend, as it is listed.</summary>
internal sealed record BackendModel(string Name, bool IsHealthy, string Description, string? Instead, BackendConfiguration Configuration)
{
    public static BackendModel Of(BackendSet all, IBackend backend)
    {
        BackendHealth health = backend.Health;
        return new(backend.Name, health.IsHealthy, health.Description, health.IsHealthy ? null : all.InsteadOf(backend),
            backend.Configuration);
    }
}

/// <summary>Milliseconds.</summary>
internal sealed record TimesModel(double Queue, double Synthesis, double Total)
{
    public static TimesModel Of(Breakdown times) =>
        new(times.Queue.TotalMilliseconds, times.Synthesis.TotalMilliseconds, times.Total.TotalMilliseconds);
}

/// <summary>What a backend has done.</summary>
internal sealed record MetricsModel(long Requests, long Notes, long Failures, long Cancellations, int Running, double NotesPerSecond,
    TimesModel Median, TimesModel P99, TimesModel P999, long Processed, PlayedTimes ProcessedMedian, PlayedTimes ProcessedP99)
{
    public static MetricsModel Of(BackendMetrics metrics) => new(metrics.Requests, metrics.Notes, metrics.Failures, metrics.Cancellations,
        metrics.Running, metrics.Notes / metrics.Age.TotalSeconds, TimesModel.Of(metrics.Quantile(0.5)),
        TimesModel.Of(metrics.Quantile(0.99)), TimesModel.Of(metrics.Quantile(0.999)), metrics.Processed,
        PlayedTimes.Of(metrics.ProcessedQuantile(0.5)), PlayedTimes.Of(metrics.ProcessedQuantile(0.99)));
}

/// <summary>A rendered sound in JSON: 16-bit samples, left and right in turn, little endian, as base64.</summary>
internal sealed record SoundModel(
    string Backend, int SampleRate, int Frames, double Seconds, long ClippedSamples, TimesModel Milliseconds, byte[] Samples);

/// <summary>What is changed in a configuration; what is left out stays.</summary>
internal sealed record ConfigurationChange(
    string? Instrument, EnvelopeSettings? Envelope, float? Volume, string[]? Effects, int? SampleRate)
{
    public BackendConfiguration ApplyTo(BackendConfiguration configuration) => configuration with
    {
        Instrument = Instrument ?? configuration.Instrument,
        Envelope = Envelope ?? configuration.Envelope,
        Volume = Volume ?? configuration.Volume,
        Effects = Effects ?? configuration.Effects,
        SampleRate = SampleRate ?? configuration.SampleRate,
    };
}

/// <summary>One backend in a comparison.</summary>
internal sealed record ComparisonModel(
    string Backend, int Requests, double NotesPerSecond, TimesModel Median, TimesModel P99, long AllocatedBytes, bool SameSamples);

/// <summary>Which backends answer, and whether songs can be kept.</summary>
internal sealed record ReadinessModel(Dictionary<string, bool> Backends, string Database);
