using System.CommandLine;
using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary><c>cascade presets</c>: what can play.</summary>
internal static class PresetsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("presets", "Lists the instruments and the presets of the effects.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("name", "what it is");
            foreach ((string name, string what) in InstrumentChoice.All)
                table.AddRow(Markup.Escape(name), Markup.Escape(what));
            terminal.Output.Write(table);
            Table effects = new Table().Border(TableBorder.Rounded).AddColumns("effect", "presets");
            foreach ((string option, IEnumerable<string> names) in EffectOptions.Presets)
                effects.AddRow(Markup.Escape(option), Markup.Escape(string.Join(", ", names)));
            terminal.Output.Write(effects);
            return CommandLine.Success;
        });
        return command;
    }
}
