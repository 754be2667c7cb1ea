using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console;

/// <summary>How the commands of the program are found.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void A_command_that_is_named_first_is_made_alone_and_under_its_name()
    {
        using var terminal = new Terminal(TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken);
        string[] names = [.. CommandLine.Build(terminal).Subcommands.Select(command => command.Name)];
        Assert.Contains("note", names);
        foreach (string name in names)
            Assert.Equal([name], CommandLine.Build(terminal, name).Subcommands.Select(command => command.Name));
        Assert.Equal(names, CommandLine.Build(terminal, "nothing").Subcommands.Select(command => command.Name));
    }
}
