using System.Diagnostics;

namespace Cascade.Package.Tests.Packages;

/// <summary>Three new projects outside the repository that take Cascade.Dsp from the packed feed, with the documents' programs as they
/// stand.</summary>
/// <remarks>The package cache is theirs alone, so that no older Cascade of the same version is taken.</remarks>
internal sealed class Consumers
{
    private readonly string _folder;

    public Consumers(PackedPackages packages)
    {
        _folder = packages.NewFolder("consumers");
        Write("nuget.config", $"""
            <configuration>
              <config>
                <add key="signatureValidationMode" value="accept" />
              </config>
              <packageSources>
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
            </configuration>
            """);
        Make("console", "Microsoft.NET.Sdk", ShownProgram.In("README.md")[0]);
        Make("game", "Microsoft.NET.Sdk", ShownProgram.In("docs", "embedding.md")[0]);
        Make("web", "Microsoft.NET.Sdk.Web", ShownProgram.In("docs", "embedding.md")[3]);
        Write("consumers.slnx", """
            <Solution>
              <Project Path="console/console.csproj" />
              <Project Path="game/game.csproj" />
              <Project Path="web/web.csproj" />
            </Solution>
            """);
        foreach (string name in (string[])["console", "game", "web"])
            Tool.Run(Dotnet("add", $"{name}/{name}.csproj", "package", "Cascade.Dsp", "--version", packages.Version));
        Log = Tool.Run(Dotnet("build", "consumers.slnx", "-c", "Release", "--no-restore"));
    }

    /// <summary>What the build printed.</summary>
    public string Log { get; }

    /// <summary>The folder of a program built for a target; it runs there.</summary>
    public string Output(string program, string target) => Path.Combine(_folder, program, "bin", "Release", target);

    /// <summary>How a program is started. One for .NET 9 runs on .NET 10 where there is no .NET 9.</summary>
    public ProcessStartInfo Start(string program, string target, params string[] arguments)
    {
        ProcessStartInfo start = Tool.Start(Output(program, target), [program + ".dll", .. arguments]);
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major";
        return start;
    }

    private ProcessStartInfo Dotnet(params string[] arguments)
    {
        ProcessStartInfo start = Tool.Start(_folder, arguments);
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder, "packages");
        return start;
    }

    private void Make(string name, string sdk, string program)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        Write($"{name}/Program.cs", program);
        Write($"{name}/{name}.csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>net10.0;net9.0</TargetFrameworks>
                <CheckEolTargetFramework>false</CheckEolTargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_folder, path), text);
}
