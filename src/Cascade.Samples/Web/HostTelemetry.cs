using Cascade.Persistence;
using Cascade.Samples.Backends;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cascade.Samples.Web;

/// <summary>Traces and metrics: to a collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one, to Prometheus where the settings say
/// so.</summary>
internal static class HostTelemetry
{
    private const string Service = "cascade-web", Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Add(WebApplicationBuilder builder, HostSettings settings)
    {
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Service))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddSource(BackendTelemetry.Name, CascadeStore.TelemetryName))
            .WithMetrics(metrics =>
            {
                metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation()
                    .AddMeter(BackendTelemetry.Name, CascadeStore.TelemetryName);
                if (settings.Prometheus)
                    metrics.AddPrometheusExporter();
            });
        if (!string.IsNullOrEmpty(builder.Configuration[Endpoint]))
            telemetry.UseOtlpExporter();
    }
}
