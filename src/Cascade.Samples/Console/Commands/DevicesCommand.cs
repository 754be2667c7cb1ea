using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade devices</c>: where sound can go, and what can play.</summary>
internal static class DevicesCommand
{
    public static Command Build(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Lists them as JSON, a line for each." };
        var command = new Command("devices", "Lists the outputs for --device and the MIDI inputs for --midi.") { json };
        command.SetAction(parsed =>
        {
            (string Option, string Name, string What)[] devices = [.. Sinks(terminal), .. MidiInputs()];
            if (parsed.GetValue(json))
                foreach ((string option, string name, string what) in devices)
                    terminal.Say(false, new JsonObject { ["option"] = option, ["name"] = name, ["description"] = what }.ToJsonString());
            else if (devices.Length > 0)
            {
                Table table = terminal.Table("option", "name", "what it is");
                foreach ((string option, string name, string what) in devices)
                    table.AddRow(option, Plain.Cell(name), Plain.Cell(what));
                terminal.Output.Write(table);
            }
            return CommandLine.Success;
        });
        return command;
    }

    // The sound server's own tool tells a line for each: number, name, driver, format, state.
    private static IEnumerable<(string, string, string)> Sinks(Terminal terminal)
    {
        try
        {
            var start = new ProcessStartInfo("pactl", ["list", "short", "sinks"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process pactl = Process.Start(start)!;
            Task<string> error = pactl.StandardError.ReadToEndAsync();
            string[] lines = pactl.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            pactl.WaitForExit();
            if (pactl.ExitCode != 0)
                terminal.Warn($"no sound server answers: {error.Result.Split('\n')[0].Trim()}");
            return [.. lines.Select(line => line.Split('\t')).Where(f => f.Length > 3)
                .Select(f => ("--device", f[1], $"{f[3]}, {f[^1].ToLowerInvariant()}"))];
        }
        catch (Win32Exception)
        {
            terminal.Warn("what outputs there are cannot be told without pactl; install it, for instance by 'apt-get install "
                + "pulseaudio-utils'.");
            return [];
        }
    }

    private static IEnumerable<(string, string, string)> MidiInputs() =>
        Directory.Exists("/dev/snd") ? Directory.EnumerateFiles("/dev/snd", "midi*").Order(StringComparer.Ordinal)
            .Select(path => ("--midi", path, NameOf(path)))
            : [];

    // /dev/snd/midiC1D0 is a port of card 1.
    private static string NameOf(string path)
    {
        string card = $"/proc/asound/card{Path.GetFileName(path)["midiC".Length..].Split('D')[0]}/id";
        return File.Exists(card) ? File.ReadAllText(card).Trim() : "MIDI";
    }
}
