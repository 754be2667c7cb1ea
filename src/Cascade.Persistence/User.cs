namespace Cascade.Persistence;

/// <summary>An account. The password hash is not among it; see <see cref="UserStore.FindCredentialsAsync"/>.</summary>
public sealed record User
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name as it was given, unique among all users for people's eyes: upper and lower case, forms of a letter, more or fewer
    /// spaces and characters that nobody sees make no other name. Letters of different scripts that look alike do.</summary>
    public required string Name { get; init; }

    /// <summary>What the user has done.</summary>
    public required UserStatistics Statistics { get; init; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When name or password last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
