using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>The example of docs/persistence.md, word for word.</summary>
internal static class DocumentationExample
{
    public static async Task<Song> RunAsync(NpgsqlDataSource ownerDataSource, NpgsqlDataSource applicationDataSource, string passwordHash)
    {
        await CascadeSchema.MigrateAsync(ownerDataSource);
        var store = new CascadeStore(applicationDataSource);
        User user = await store.Users.CreateAsync(Guid.CreateVersion7(), "clara", passwordHash);
        SongStore songs = store.For(user.Id).Songs;
        StoredSong saved = await songs.SaveAsync(Guid.CreateVersion7(), "Arabeske", Song.Read("arabeske.mid"), sampleRate: 48_000);
        Song song = await songs.LoadAsync(saved.Id);
        return song;
    }
}
