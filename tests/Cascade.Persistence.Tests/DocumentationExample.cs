using Cascade.Dsp.Events;
using Cascade.Dsp.Songs;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>The example of docs/persistence.md, word for word.</summary>
internal static class DocumentationExample
{
    public static async Task<Sequence> RunAsync(NpgsqlDataSource ownerDataSource, NpgsqlDataSource applicationDataSource, string passwordHash)
    {
        await CascadeSchema.MigrateAsync(ownerDataSource);
        var store = new CascadeStore(applicationDataSource);
        User user = await store.Users.CreateAsync(Guid.CreateVersion7(), "clara", passwordHash);
        StoredSong song = await store.Songs.SaveAsync(user.Id, Guid.CreateVersion7(), "Arabeske", Song.Read("arabeske.mid").ToSequence(48_000));
        Sequence music = await store.Songs.LoadAsync(user.Id, song.Id);
        return music;
    }
}
