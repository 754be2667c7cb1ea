using Cascade.Dsp.Events;
using Cascade.Dsp.Songs;
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
        StoredSong song = await store.Songs.SaveAsync(user.Id, Guid.CreateVersion7(), "Arabeske", Song.Read("arabeske.mid").ToSequence(48_000));
        Sequence music = await store.Songs.LoadAsync(user.Id, song.Id);
    }
}
