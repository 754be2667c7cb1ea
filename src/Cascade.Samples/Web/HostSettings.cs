using Cascade.Samples.Backends.Actors;

namespace Cascade.Samples.Web;

/// <summary>How the host is set up: section <c>Cascade</c> of appsettings.json, environment (<c>Cascade__Actors=8</c>) or command line
/// (<c>--Cascade:Actors 8</c>).</summary>
public sealed class HostSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cascade";

    /// <summary>Workers of each kind of the actor backend, 1 to 64.</summary>
    public int Actors { get; set; } = 3;

    /// <summary>Actor hosts that share their work; none where no seeds are named.</summary>
    public ClusterSettings Cluster { get; set; } = new();

    /// <summary>Tasks of the waveform and envelope stages of the pipeline each; null for one a processor.</summary>
    public int? PipelineWorkers { get; set; }

    /// <summary>Where the services are: <c>inProcess</c>, or <c>http</c> for hosts of their own.</summary>
    public string Services { get; set; } = "inProcess";

    /// <summary>Where services over HTTP are that this host shall not start itself, by name: "synthesis", "midi", "files",
    /// "analysis".</summary>
    public Dictionary<string, Uri> ServiceAddresses { get; set; } = [];

    /// <summary>How much of what the service backend has answered it keeps for whoever asks for the same, in MB; 0 for nothing.</summary>
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>Where songs are kept.</summary>
    public DatabaseSettings Database { get; set; } = new();

    /// <summary>Origins of other sites whose pages may use the API ("https://piano.example"); the host's own always may.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>The proxies before this host, as addresses ("10.0.0.7") or networks ("10.0.0.0/8"): whoever is named here is believed who
    /// asks, and by which scheme.</summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>True to answer by HTTPS alone, the host's own or a known proxy's; the cookie is then of this host and HTTPS
    /// alone.</summary>
    public bool RequireHttps { get; set; }

    /// <summary>True to answer <c>/metrics</c> in Prometheus' form, to whoever can reach the host.</summary>
    public bool Prometheus { get; set; }

    /// <summary>How many requests a second one address may send over a while; twice as many at once.</summary>
    public int RequestsPerSecond { get; set; } = 200;
}
