using Cascade.Persistence.Storage;

namespace Cascade.Persistence;

/// <summary>All that belongs to one user: reached by <see cref="CascadeStore.For"/>.</summary>
public sealed class UserData
{
    internal UserData(Database database, Guid user)
    {
        UserId = user;
        Preferences = new PreferenceStore(database, user);
        Songs = new SongStore(database, user);
        Analytics = new AnalyticsStore(database, user);
        Practice = new PracticeStore(database, user);
    }

    /// <summary>The user.</summary>
    public Guid UserId { get; }

    /// <summary>A JSON document of settings.</summary>
    public PreferenceStore Preferences { get; }

    /// <summary>Songs and their notes.</summary>
    public SongStore Songs { get; }

    /// <summary>Results of analysis, kept until their song changes.</summary>
    public AnalyticsStore Analytics { get; }

    /// <summary>Practice sessions.</summary>
    public PracticeStore Practice { get; }
}
