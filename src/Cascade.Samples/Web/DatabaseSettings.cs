namespace Cascade.Samples.Web;

/// <summary>Where songs are kept.</summary>
public sealed class DatabaseSettings
{
    /// <summary>A PostgreSQL to use, in Npgsql's form; null for the host's own.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the host starts a private PostgreSQL where no connection is named; without either nothing is kept.</summary>
    public bool Embedded { get; set; } = true;

    /// <summary>The folder of the private PostgreSQL; null for the user's data folder.</summary>
    public string? Folder { get; set; }
}
