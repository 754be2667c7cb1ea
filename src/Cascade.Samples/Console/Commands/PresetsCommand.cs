using System.CommandLine;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Samples.Console.Options;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade presets</c>: what can play.</summary>
internal static class PresetsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command =
            new Command("presets",
            "Lists the instruments and the presets of the effects, or writes one as JSON, to be changed and given as a file.");
        (Option<string> Option, Func<string, string?> JsonOf)[] kinds =
        [
            Kind("--instrument", InstrumentJson),
            .. EffectKind.All.Select(kind =>
            Kind(EffectOptions.OptionName(kind.Name), name =>
            PresetLibrary.FindEffect(kind.Name, name) is { } patch ? PresetLibrary.ToJson(patch) : null)),
        ];
        var json = new Option<bool>("--json") { Description = "Lists them as JSON, a line for each." };
        command.Add(json);
        foreach ((Option<string> kind, _) in kinds)
            command.Add(kind);
        command.SetAction(parsed =>
        {
            (Option<string> Option, Func<string, string?> JsonOf)[] asked = [.. kinds.Where(k => parsed.GetValue(k.Option) is not null)];
            if (asked.Length > 1)
                throw new InputException($"{string.Join(" and ", asked.Select(k => k.Option.Name))} are two texts; ask for one.");
            if (asked is [var (chosen, jsonOf)])
            {
                string name = parsed.GetValue(chosen)!;
                terminal.Say(false, jsonOf(name) ?? throw new InputException($"{chosen.Name}: no preset with settings of its own is "
                    + $"called {name}; cascade presets lists them."));
                return CommandLine.Success;
            }
            if (parsed.GetValue(json))
            {
                foreach ((string name, string what) in InstrumentChoice.All)
                    terminal.Say(false,
                        new JsonObject { ["option"] = "--instrument", ["name"] = name, ["description"] = what }.ToJsonString());
                foreach ((string option, IEnumerable<string> names) in EffectOptions.Presets)
                    foreach (string name in names)
                        terminal.Say(false, new JsonObject { ["option"] = option, ["name"] = name }.ToJsonString());
                return CommandLine.Success;
            }
            Table table = terminal.Table("name", "what it is");
            foreach ((string name, string what) in InstrumentChoice.All)
                table.AddRow(Markup.Escape(name), Markup.Escape(what));
            terminal.Output.Write(table);
            Table effects = terminal.Table("effect", "presets");
            foreach ((string option, IEnumerable<string> names) in EffectOptions.Presets)
                effects.AddRow(Markup.Escape(option), Markup.Escape(string.Join(", ", names)));
            terminal.Output.Write(effects);
            return CommandLine.Success;
        });
        return command;
    }

    private static (Option<string> Option, Func<string, string?> JsonOf) Kind(string name, Func<string, string?> jsonOf) =>
        (new Option<string>(name) { Description = $"Writes the preset of {name} as JSON.", HelpName = "name" }, jsonOf);

    private static string? InstrumentJson(string name)
    {
        if ((name.Equals(InstrumentChoice.Piano, StringComparison.OrdinalIgnoreCase) ? PianoPatch.Default
            : PresetLibrary.FindPiano(name)) is { } piano)
            return PresetLibrary.ToJson(piano);
        return PresetLibrary.FindSynth(name) is { } synth ? PresetLibrary.ToJson(synth) : PresetLibrary.FindSound(name)?.ToJson();
    }
}
