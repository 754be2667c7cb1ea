using System.Data;
using Cascade.Persistence.Storage;
using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Accounts: reached by <see cref="CascadeStore.Users"/>.</summary>
/// <remarks>Passwords are the host's: it hashes them (ASP.NET Core's PasswordHasher) and gives the hash, which is stored as it
/// is.</remarks>
public sealed class UserStore
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>The longest password hash, in characters.</summary>
    public const int LongestHash = 1000;

    private const string Columns = """
        id, name, song_count, note_count, song_seconds, practice_count, practice_seconds, practice_streak, longest_streak,
        last_practice, created_at, updated_at
        """;

    private readonly Database _database;

    internal UserStore(Database database) => _database = database;

    /// <summary>Makes an account. Repeating it with the same id and name gives the same account.</summary>
    /// <param name="id">A new id, made by the caller: <see cref="Guid.CreateVersion7()"/>.</param>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="passwordHash">1 to 1,000 characters, or null for none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="ConflictException">The name is taken, or the id belongs to a user of another name.</exception>
    public async Task<User> CreateAsync(Guid id, string name, string? passwordHash = null, CancellationToken cancellationToken = default)
    {
        Fields.Id(id, nameof(id));
        Fields.Text(name, nameof(name), LongestName);
        CheckHash(passwordHash);
        while (true)
        {
            try
            {
                return await TryCreateAsync(id, name, passwordHash, cancellationToken).ConfigureAwait(false);
            }
            catch (ConflictException e) when (e.InnerException is not null)
            {
                // Taken, perhaps, by a call of the same id at the same time: then the next attempt finds the account, or nobody any more.
                UserCredentials? owner = await FindCredentialsAsync(name, cancellationToken).ConfigureAwait(false);
                if (owner is not null && owner.UserId != id)
                    throw;
            }
        }
    }

    /// <summary>Reads an account.</summary>
    /// <param name="id">The user.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The account, or null if there is none.</returns>
    public Task<User?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Users.Find", id, (work, cancellation) => FindAsync(work, id, cancellation), cancellationToken, Scope.Statement);

    /// <summary>Looks a name up for signing in: the only query that bypasses row-level security.</summary>
    /// <param name="name">The name, or one that people would take for it; see <see cref="User.Name"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The id and the password hash, or null if there is no such user.</returns>
    /// <exception cref="InvalidFieldException">The name has not 1 to 100 characters.</exception>
    public Task<UserCredentials?> FindCredentialsAsync(string name, CancellationToken cancellationToken = default)
    {
        Fields.Text(name, nameof(name), LongestName);
        return _database.RunAsync("Users.FindCredentials", null, (work, cancellation) =>
            work.FirstAsync("select id, password_hash from cascade.find_user($1)",
            row => new UserCredentials(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1)), cancellation, Of(name)),
            cancellationToken, Scope.Statement);
    }

    /// <summary>Gives an account another name.</summary>
    /// <param name="id">The user.</param>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">The name is out of range.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public Task<User> RenameAsync(Guid id, string name, CancellationToken cancellationToken = default)
    {
        Fields.Text(name, nameof(name), LongestName);
        return _database.RunAsync("Users.Rename", id, async (work, cancellation) =>
            await work.FirstAsync($"update cascade.users set name = $2 where id = $1 returning {Columns}", Read, cancellation, Of(id),
            Of(name)).ConfigureAwait(false)
                ?? throw Missing(), cancellationToken);
    }

    /// <summary>Stores another password hash.</summary>
    /// <param name="id">The user.</param>
    /// <param name="passwordHash">1 to 1,000 characters, or null for none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">The hash is out of range.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public Task SetPasswordHashAsync(Guid id, string? passwordHash, CancellationToken cancellationToken = default)
    {
        CheckHash(passwordHash);
        return _database.RunAsync("Users.SetPasswordHash", id, async (work, cancellation) =>
            await work.AnyAsync("update cascade.users set password_hash = $2 where id = $1 returning true", cancellation, Of(id),
            Text(passwordHash)).ConfigureAwait(false)
                ? true : throw Missing(), cancellationToken);
    }

    /// <summary>Deletes an account with all its songs, preferences, analytics and practice.</summary>
    /// <param name="id">The user.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if there is no such user.</returns>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Users.Delete", id, (work, cancellation) =>
            work.AnyAsync("delete from cascade.users where id = $1 returning true", cancellation, Of(id)), cancellationToken);

    internal static NotFoundException Missing() => new("There is no such user.");

    private Task<User> TryCreateAsync(Guid id, string name, string? passwordHash, CancellationToken cancellationToken) =>
        _database.RunAsync("Users.Create", id, async (work, cancellation) =>
        {
            User? user = null;
            // Both find nothing when the account is deleted between the two.
            while (user is null)
            {
                user = await work.FirstAsync($"insert into cascade.users (id, name, password_hash) values ($1, $2, $3) on conflict "
                    + $"(id) do nothing returning {Columns}",
                    Read, cancellation, Of(id), Of(name), Text(passwordHash)).ConfigureAwait(false);
                user ??= await FindAsync(work, id, cancellation).ConfigureAwait(false);
            }
            return user.Name == name ? user : throw new ConflictException("The id belongs to another user.");
        }, cancellationToken);

    private static Task<User?> FindAsync(UnitOfWork work, Guid id, CancellationToken cancellation) =>
        work.FirstAsync($"select {Columns} from cascade.users where id = $1", Read, cancellation, Of(id));

    private static void CheckHash(string? passwordHash)
    {
        if (passwordHash is not null)
            Fields.Text(passwordHash, nameof(passwordHash), LongestHash);
    }

    private static User Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid("id"),
        Name = row.GetString("name"),
        Statistics = new UserStatistics
        {
            Songs = row.GetInt64("song_count"),
            Notes = row.GetInt64("note_count"),
            SongTime = Time(row.GetDecimal("song_seconds")),
            PracticeSessions = row.GetInt64("practice_count"),
            PracticeTime = Time(row.GetDecimal("practice_seconds")),
            PracticeStreak = row.GetInt32("practice_streak"),
            LongestStreak = row.GetInt32("longest_streak"),
            LastPractice = row.IsDBNull("last_practice") ? null : row.GetFieldValue<DateOnly>("last_practice"),
        },
        CreatedAt = row.GetFieldValue<DateTimeOffset>("created_at"),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>("updated_at"),
    };

    private static TimeSpan Time(decimal seconds) => TimeSpan.FromTicks((long)Math.Min(seconds * TimeSpan.TicksPerSecond, long.MaxValue));
}
