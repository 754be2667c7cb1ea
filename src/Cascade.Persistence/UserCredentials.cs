namespace Cascade.Persistence;

/// <summary>What a host needs to let a user sign in.</summary>
/// <param name="UserId">The user.</param>
/// <param name="PasswordHash">The hash as the host gave it, or null for a user without a password.</param>
public sealed record UserCredentials(Guid UserId, string? PasswordHash)
{
    /// <summary>The user alone: hashes stay out of logs.</summary>
    public override string ToString() => $"{nameof(UserCredentials)} {{ UserId = {UserId} }}";
}
