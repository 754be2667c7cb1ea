namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>Where a private PostgreSQL keeps its data, which PostgreSQL it is, and how it is run.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>A cluster for a test: in a folder of its own that is gone when the server is disposed, and fast because it does not survive
    /// a power failure.</summary>
    public static PostgresServerOptions Throwaway { get; } = new() { IsThrowaway = true };

    /// <summary>The folder that holds the cluster; it is made when missing and must be empty or hold a cluster made here. For a throwaway
    /// cluster: the folder to make its own folder in.</summary>
    /// <remarks>
    /// Null, the default: <c>cascade/postgres</c> in the user's data folder (<c>$XDG_DATA_HOME</c> or <c>~/.local/share</c> on Linux,
    /// <c>~/Library/Application Support</c> on macOS, <c>%LOCALAPPDATA%</c> on Windows), and in <c>/var/lib</c> for root, whose home other
    /// accounts may not enter.
    /// </remarks>
    public string? Folder { get; init; }

    /// <summary>The folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c> to use. Null, the default: the first of
    /// <see cref="PostgresBinaries.FindAllAsync"/> that fits the data.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Whether the cluster ends with the server. Such a cluster does without fsync, so a killed server may leave it
    /// damaged.</summary>
    public bool IsThrowaway { get; init; }

    /// <summary>Whether the server also listens on a free port of the loopback address, for programs that cannot use the socket.</summary>
    /// <remarks>Every account of the machine reaches that port. None gets in without the password, which is another one at each start; but
    /// connections that say nothing can take all places for 3 s, again and again. The socket is the account's alone.</remarks>
    public bool ListensOnLoopback { get; init; }

    /// <summary>How long a start may take, recovery after a crash included; 1 s to 1 h, a minute by default.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether data of an older PostgreSQL become data of a newer one that is there, before the server starts.</summary>
    /// <remarks>Both run side by side while everything is dumped from one into the other, so <see cref="StartTimeout"/> must allow for it,
    /// and the older one must be there with <c>pg_dumpall</c> and <c>psql</c>. The old data stay in the folder, as <c>data-15</c> for
    /// instance, for the host to remove. A failure leaves them as they were.</remarks>
    public bool UpgradesData { get; init; }

    /// <summary>Further settings of the server by name, as in <c>postgresql.conf</c>; they come last and so outdo the ones made
    /// here.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where else than in the usual places to look for PostgreSQL; for tests.</summary>
    internal IReadOnlyList<string>? SearchFolders { get; init; }

    /// <summary>Whether the settings make the server listen on an address, in this way or another.</summary>
    internal bool Listens =>
        Settings.TryGetValue("listen_addresses", out string? addresses) ? addresses.Trim().Length > 0 : ListensOnLoopback;

    internal void Check()
    {
        if (StartTimeout < TimeSpan.FromSeconds(1) || StartTimeout > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(StartTimeout), StartTimeout, "A start may take 1 second to 1 hour.");
        foreach (string path in new[] { Folder, BinariesFolder }.OfType<string>())
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
    }
}
