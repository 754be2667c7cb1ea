using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cascade.Package.Tests.Packages;

/// <summary>What is in the packages.</summary>
[Collection(nameof(PackageCollection))]
public sealed class PackageTests(PackedPackages packages)
{
    private static readonly Dictionary<string,
        string[]> s_targets = new() { ["Cascade.Dsp"] = ["net10.0", "net9.0"], ["Cascade.Persistence"] = ["net10.0"] };

    // Kinds of custom debug information of the portable PDB format.
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A"),
        s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string> Names => [.. s_targets.Keys];

    [Fact]
    public void Packing_warns_of_nothing_and_gives_these_files()
    {
        Assert.DoesNotContain("warning", packages.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("missing a readme", packages.Log, StringComparison.Ordinal);
        Assert.Equal(
            s_targets.Keys.SelectMany(name => new[] { $"{name}.{packages.Version}.nupkg", $"{name}.{packages.Version}.snupkg" })
            .Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(packages.Feed).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_two_are_packable()
    {
        string[] packable = [.. Directory.EnumerateFiles(SourceTree.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains("node_modules", StringComparison.Ordinal)
                && Regex.IsMatch(File.ReadAllText(file), @"Package\.props|<IsPackable>true"))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(s_targets.Keys, packable);
        Assert.Contains("<IsPackable>false</IsPackable>", File.ReadAllText(SourceTree.PathOf("Directory.Build.props")),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_library_its_documentation_a_readme_and_an_icon(string name)
    {
        using ZipArchive package = packages.Open(name);
        IEnumerable<string> libraries = s_targets[name]
            .SelectMany(target => new[] { $"lib/{target}/{name}.dll", $"lib/{target}/{name}.xml" });
        string[] expected = [.. libraries, "README.md", "icon.png", $"{name}.nuspec"];
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Where(IsContent).Order(StringComparer.Ordinal));
        Assert.StartsWith("# " + name, Text(package, "README.md"), StringComparison.Ordinal);
        byte[] icon = Bytes(package, "icon.png");
        Assert.Equal([0x89, .. "PNG"u8], icon[..4]);
        Assert.Equal((128, 128), (icon[18] << 8 | icon[19], icon[22] << 8 | icon[23]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_readme_links_to_files_of_the_repository_from_anywhere(string name)
    {
        using ZipArchive package = packages.Open(name);
        string files = packages.Repository + "/blob/main/";
        string[] links = [.. Regex.Matches(Text(package, "README.md"), @"\]\(([^)]*)\)").Select(link => link.Groups[1].Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            Assert.StartsWith(files, link, StringComparison.Ordinal);
            Assert.True(File.Exists(SourceTree.PathOf(link[files.Length..].Split('#')[0].Split('/'))), link);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_specification_says_what_it_is(string name)
    {
        Dictionary<string, XElement> fields = Specification(name).Elements().ToDictionary(element => element.Name.LocalName);
        Assert.Equal(name, fields["id"].Value);
        Assert.Equal(packages.Version, fields["version"].Value);
        Assert.Equal("The Cascade authors", fields["authors"].Value);
        Assert.Equal(("MIT", "expression"), (fields["license"].Value, fields["license"].Attribute("type")!.Value));
        Assert.Equal("README.md", fields["readme"].Value);
        Assert.Equal("icon.png", fields["icon"].Value);
        Assert.True(fields["description"].Value.Length > 40);
        Assert.Contains("music", fields["tags"].Value, StringComparison.Ordinal);
        Assert.Equal(packages.Repository, fields["projectUrl"].Value);
        Assert.Equal(("git", packages.Repository),
            (fields["repository"].Attribute("type")!.Value, fields["repository"].Attribute("url")!.Value));
        if (packages.HasCommit)
            Assert.Equal(40, fields["repository"].Attribute("commit")!.Value.Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_release_notes_are_its_own_of_the_top_section_of_the_changelog(string name)
    {
        string notes = Specification(name).Elements()
            .Single(element => element.Name.LocalName == "releaseNotes").Value.ReplaceLineEndings("\n");
        string changelog = ShownProgram.Text("CHANGELOG.md");
        string top = changelog.Split("\n## ")[1];
        Assert.Equal(top.Split($"\n### {name}\n")[1].Split("\n### ")[0].Trim(), notes);
    }

    [Theory]
    [InlineData("Cascade.Dsp", "System.Numerics.Tensors")]
    [InlineData("Cascade.Persistence", "Cascade.Dsp", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Npgsql")]
    public void It_depends_on_these_alone(string name, params string[] expected)
    {
        XElement[] groups = [.. Specification(name).Descendants().Where(element => element.Name.LocalName == "group")];
        Assert.Equal(s_targets[name], groups.Select(group => group.Attribute("targetFramework")!.Value));
        Assert.All(groups, group =>
            Assert.Equal(expected, group.Elements().Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_symbols_fit_its_libraries_and_hold_no_path_of_a_machine(string name)
    {
        using ZipArchive package = packages.Open(name), symbols = packages.Open(name, "snupkg");
        foreach (string target in s_targets[name])
        {
            using var library = new PEReader([.. Bytes(package, $"lib/{target}/{name}.dll")]);
            CodeViewDebugDirectoryData wanted =
                library.ReadCodeViewDebugDirectoryData(library.ReadDebugDirectory()
                .First(entry => entry.Type == DebugDirectoryEntryType.CodeView));
            Assert.Contains(library.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
            using MetadataReaderProvider provider =
                MetadataReaderProvider.FromPortablePdbImage([.. Bytes(symbols, $"lib/{target}/{name}.pdb")]);
            MetadataReader reader = provider.GetMetadataReader();
            Assert.Equal(wanted.Guid, new BlobContentId(reader.DebugMetadataHeader!.Id).Guid);
            string[] documents = [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
            Assert.True(documents.Length > 30);
            if (packages.HasCommit)
                Assert.All(documents.Append(wanted.Path), path => Assert.DoesNotContain(packages.Source, path, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_debugger_finds_every_source_in_the_repository(string name)
    {
        Assert.SkipUnless(packages.HasCommit, "Without git a build does not know what belongs to the commit.");
        string commit = Specification(name).Elements().Single(element => element.Name.LocalName == "repository").Attribute("commit")!.Value;
        using ZipArchive symbols = packages.Open(name, "snupkg");
        foreach (string target in s_targets[name])
        {
            using MetadataReaderProvider provider =
                MetadataReaderProvider.FromPortablePdbImage([.. Bytes(symbols, $"lib/{target}/{name}.pdb")]);
            MetadataReader reader = provider.GetMetadataReader();
            JsonElement map =
                JsonDocument.Parse(Information(reader, EntityHandle.ModuleDefinition, s_sourceLink)!).RootElement.GetProperty("documents");
            JsonProperty root = Assert.Single(map.EnumerateObject());
            string raw = packages.Repository.Replace("//github.com/", "//raw.githubusercontent.com/", StringComparison.Ordinal);
            Assert.Equal($"{raw}/{commit}/*", root.Value.GetString());
            foreach (DocumentHandle handle in reader.Documents)
            {
                string path = reader.GetString(reader.GetDocument(handle).Name);
                Assert.StartsWith(root.Name.TrimEnd('*'), path, StringComparison.Ordinal);
                // What the build generates is in no repository: it is in the symbols.
                if (Information(reader, handle, s_embeddedSource) is null)
                    Assert.True(File.Exists(SourceTree.PathOf(path[(root.Name.Length - 1)..].Split('/'))), path);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_that_it_can_be_trimmed_and_compiled_ahead_of_time(string name)
    {
        Assembly library = Library(name);
        Dictionary<string,
            string?> metadata = library.GetCustomAttributes<AssemblyMetadataAttribute>()
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal("True", metadata["IsTrimmable"]);
        Assert.Equal("True", metadata["IsAotCompatible"]);
        Assert.StartsWith(packages.Version, library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_public_type_is_documented(string name)
    {
        using ZipArchive package = packages.Open(name);
        Assembly library = Library(name);
        foreach (string target in s_targets[name])
        {
            IEnumerable<XElement> members = XDocument.Parse(Text(package, $"lib/{target}/{name}.xml")).Descendants("member");
            HashSet<string> documented = [.. members.Where(member => member.HasElements).Select(member => member.Attribute("name")!.Value)];
            Assert.All(library.GetExportedTypes(), type => Assert.Contains("T:" + type.FullName!.Replace('+', '.'), documented));
        }
        // That members are too is the compiler's to say: a missing text is a warning, and warnings are errors.
        foreach (string file in (string[])[$"src/{name}/{name}.csproj", "src/Package.props", "Directory.Build.props"])
            Assert.DoesNotContain("CS1591", ShownProgram.Text(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_gives_the_same_bytes_in_every_folder()
    {
        string second = packages.Clone("another-folder-of-another-length");
        Assert.SkipUnless(packages.HasCommit, "Without git a build does not know what belongs to the commit.");
        Tool.Dotnet(Path.Combine(second, "src", "Cascade.Persistence"), "build", "-c", "Release");
        foreach (string name in s_targets.Keys)
        {
            using ZipArchive package = packages.Open(name);
            byte[] built = File.ReadAllBytes(Path.Combine(second, "src", name, "bin", "Release", "net10.0", name + ".dll"));
            Assert.True(Bytes(package, $"lib/net10.0/{name}.dll").AsSpan().SequenceEqual(built), $"{name}.dll differs.");
        }
    }

    private static byte[]? Information(MetadataReader reader, EntityHandle of, Guid kind) =>
        reader.GetCustomDebugInformation(of).Select(reader.GetCustomDebugInformation).Where(entry => reader.GetGuid(entry.Kind) == kind)
            .Select(entry => reader.GetBlobBytes(entry.Value)).SingleOrDefault();

    private static Assembly Library(string name) =>
        name == "Cascade.Dsp" ? typeof(Cascade.Dsp.VoiceEngine).Assembly : typeof(Cascade.Persistence.CascadeStore).Assembly;

    // The rest is the form that every package has.
    private static bool IsContent(string path) =>
        path != "[Content_Types].xml" && !path.StartsWith("_rels/", StringComparison.Ordinal)
        && !path.StartsWith("package/", StringComparison.Ordinal);

    private XElement Specification(string name)
    {
        using ZipArchive package = packages.Open(name);
        return XDocument.Parse(Text(package, name + ".nuspec")).Root!.Elements().Single();
    }

    private static string Text(ZipArchive package, string path)
    {
        using var reader = new StreamReader(package.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    private static byte[] Bytes(ZipArchive package, string path)
    {
        using Stream content = package.GetEntry(path)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
