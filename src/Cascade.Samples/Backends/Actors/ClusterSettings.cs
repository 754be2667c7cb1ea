namespace Cascade.Samples.Backends.Actors;

/// <summary>Actor hosts that share their work: each is started with the same seeds, and an address of its own.</summary>
public sealed record ClusterSettings
{
    /// <summary>Hosts that the others find the cluster by, as <c>name:port</c>. The first begins it, if nobody is there.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>The name or address of this host for the others.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of this host for the others, 0 to 65535; 0 takes a free one, as a host does that is no seed.</summary>
    public int Port { get; init; }

    /// <summary>The same settings, if hosts can be started by them.</summary>
    /// <exception cref="InvalidRequestException">A value is missing or out of its range.</exception>
    public ClusterSettings Checked()
    {
        if (Seeds is null || Seeds.Count == 0)
            throw new InvalidRequestException("seeds", Seeds?.Count, "1 or more hosts");
        for (int i = 0; i < Seeds.Count; i++)
            if (Seeds[i]?.Split(':') is not [{ Length: > 0 }, var port] || !ushort.TryParse(port, out ushort number) || number == 0)
                throw new InvalidRequestException($"seeds[{i}]", Seeds[i], "name:port");
        if (Port is < 0 or > ushort.MaxValue)
            throw new InvalidRequestException("port", Port, "0 to 65535");
        return string.IsNullOrWhiteSpace(Host) ? throw new InvalidRequestException("host", Host, "a name or an address") : this;
    }
}
