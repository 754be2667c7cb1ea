using Cascade.Dsp;
using Cascade.Persistence;
using Npgsql;

namespace Cascade.Package.Tests.Readmes;

internal static class KeepSong
{
    public static async Task Run(NpgsqlDataSource owner, NpgsqlDataSource application, string passwordHash)
    {
        await CascadeSchema.MigrateAsync(owner);
        var store = new CascadeStore(application);
        User user = await store.Users.CreateAsync(Guid.CreateVersion7(), "clara", passwordHash);
        SongStore songs = store.For(user.Id).Songs;
        StoredSong saved = await songs.SaveAsync(Guid.CreateVersion7(), "Arabeske", Song.Read("arabeske.mid"), sampleRate: 48_000);
        Song song = await songs.LoadAsync(saved.Id);
    }
}
