namespace Cascade.Persistence;

/// <summary>An account. The password hash is not among it; see <see cref="UserStore.FindCredentialsAsync"/>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, unique among all users, upper and lower case apart.</param>
/// <param name="Statistics">What the user has done.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="UpdatedAt">When name or password last changed.</param>
public sealed record User(Guid Id, string Name, UserStatistics Statistics, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
