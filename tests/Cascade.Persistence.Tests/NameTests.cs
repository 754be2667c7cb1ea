namespace Cascade.Persistence.Tests;

/// <summary>Names that people take for one name are one; searching knows upper and lower case of every language.</summary>
public sealed class NameTests(TestServer server)
{
    [Theory]
    [InlineData("Clara", "clara")]
    [InlineData("Clara", " CLARA ")]
    [InlineData("Clara Wieck", "clara \u00A0  wieck")]
    [InlineData("Clara Wieck", "Clara\tWieck\u3000")]
    [InlineData("Clara", "Cla\u200Bra")]
    [InlineData("Clara", "\uFEFFClara\u2060")]
    [InlineData("Clara", "\u202EClara\u202C")]
    [InlineData("Clara", "Cl\u00ADara\U000E0041")]
    [InlineData("Clara", "Clara\u0001")]
    [InlineData("Clara", "Ｃｌａｒａ")]
    [InlineData("Jürgen", "JU\u0308RGEN")]
    [InlineData("Иван", "ИВАН")]
    [InlineData("Οδυσσέας", "ΟΔΥΣΣΈΑΣ")]
    [InlineData("Strauß", "STRAUSS")]
    [InlineData("ﬁnn", "Finn")]
    public async Task Names_that_look_alike_are_one(string name, string other)
    {
        TestDatabase database = await server.CreateAsync();
        UserStore users = database.Store.Users;
        (Guid first, Guid second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Equal(name, (await users.CreateAsync(first, name, "hash")).Name);
        await Assert.ThrowsAsync<ConflictException>(() => users.CreateAsync(second, other));
        Assert.Equal(first, (await users.FindCredentialsAsync(other))!.UserId);
        await users.CreateAsync(second, "somebody else");
        await Assert.ThrowsAsync<ConflictException>(() => users.RenameAsync(second, other));
        Assert.Equal(other, (await users.RenameAsync(first, other)).Name);
        Assert.Equal(first, (await users.FindCredentialsAsync(name))!.UserId);
    }

    [Theory]
    [InlineData("Clara", "Klara")]
    [InlineData("Clara", "Cl ara")]
    [InlineData("Jürgen", "Jurgen")]
    [InlineData("𝄞♯", "𝄞♭")]
    public async Task Names_that_look_different_are_two(string name, string other)
    {
        TestDatabase database = await server.CreateAsync();
        await database.Store.Users.CreateAsync(Guid.CreateVersion7(), name);
        await database.Store.Users.CreateAsync(Guid.CreateVersion7(), other);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u200B\uFEFF")]
    [InlineData("\u3164 \u00AD")]
    [InlineData("\t\u0007")]
    public async Task A_name_that_nobody_sees_is_refused(string name)
    {
        TestDatabase database = await server.CreateAsync();
        Assert.Equal("name",
            (await Assert.ThrowsAsync<InvalidFieldException>(() => database.Store.Users.CreateAsync(Guid.CreateVersion7(), name))).Field);
    }

    [Fact]
    public async Task Names_that_grow_when_they_are_compared_are_stored_too()
    {
        TestDatabase database = await server.CreateAsync();
        string name = new('\uFDFA', UserStore.LongestName);
        var id = Guid.CreateVersion7();
        await database.Store.Users.CreateAsync(id, name);
        Assert.Equal(id, (await database.Store.Users.FindCredentialsAsync(name))!.UserId);
    }

    [Theory]
    [InlineData("Für Élise", "FÜR É")]
    [InlineData("ВЕСНА СВЯЩЕННАЯ", "священная")]
    [InlineData("Ο Δρόμος", "ΔΡΌΜΟΣ")]
    [InlineData("Große Fuge", "GROSSE")]
    [InlineData("Fu\u0308r Elise", "für")]
    [InlineData("ＦＵＧＵＥ", "fugue")]
    [InlineData("100% ＿x", "% _X")]
    public async Task A_song_is_found_in_any_case(string title, string search)
    {
        TestDatabase database = await server.CreateAsync();
        SongStore songs = database.Store.For(await database.CreateUserAsync()).Songs;
        StoredSong song = await songs.SaveAsync(Guid.CreateVersion7(), title, Songs.Of(1));
        await songs.SaveAsync(Guid.CreateVersion7(), "another", Songs.Of(1));
        Assert.Equal(song.Id, Assert.Single((await songs.ListAsync(new SongQuery { Search = search })).Songs).Id);
    }

    [Fact]
    public async Task Signing_in_asks_an_index()
    {
        TestDatabase database = await server.CreateAsync();
        string plan = "";
        await using Npgsql.NpgsqlCommand command = database.Owner.CreateCommand("""
            set enable_seqscan = off;
            explain select id from cascade.users where cascade.name_key(name) = cascade.name_key('clara')
            """);
        await using Npgsql.NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan += reader.GetString(0) + "\n";
        Assert.Contains("users_name_alike", plan, StringComparison.Ordinal);
    }
}
