using System.CommandLine;
using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary><c>cascade presets</c>: what can play.</summary>
internal static class PresetsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("presets", "Lists the instruments.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("name", "what it is");
            foreach ((string name, string what) in InstrumentChoice.All)
                table.AddRow(Markup.Escape(name), Markup.Escape(what));
            terminal.Output.Write(table);
            return CommandLine.Success;
        });
        return command;
    }
}
