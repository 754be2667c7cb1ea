using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cascade.Mutation;

/// <summary>The engine with all mutants in it, of which an environment variable chooses one.</summary>
internal sealed class MutatedLibrary
{
    private const string Name = "Cascade.Dsp";

    // The just-in-time compiler knows the fields before it compiles anything else of the library, so that what is not chosen costs nothing.
    private const string Switch = """
        namespace Cascade.Mutation;

        internal static class Switch
        {
            private static readonly int s_active = int.Parse(System.Environment.GetEnvironmentVariable("CASCADE_MUTANT") ?? "0");
            private static readonly bool s_covers = System.Environment.GetEnvironmentVariable("CASCADE_MUTANT_COVERAGE") is not null;
            private static readonly bool[] s_reached = new bool[100_000], s_known = new bool[100_000], s_once = new bool[100_000];

            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            internal static bool Is(int id)
            {
                if (s_covers && !s_reached[id])
                    Note(id);
                return s_active == id;
            }

            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
            private static void Note(int id)
            {
                // What is computed once and kept shows in every test, whichever comes first.
                if (!s_known[id])
                    foreach (var frame in new System.Diagnostics.StackTrace().GetFrames())
                        if (frame.GetMethod() is { } method && (method.Name == ".cctor" || method.DeclaringType?.Name == "Lazy`1"))
                            s_once[id] = true;
                s_known[id] = true;
                s_reached[id] = true;
            }

            private static string Take()
            {
                var text = new System.Text.StringBuilder();
                for (int i = 0; i < s_reached.Length; i++)
                {
                    if (s_reached[i] || s_once[i])
                        text.Append(i).Append(' ');
                    s_reached[i] = false;
                }
                return text.ToString();
            }
        }
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14, preprocessorSymbols:
        ["RELEASE", "TRACE", "NET", "NETCOREAPP", "NET10_0", .. Enumerable.Range(5, 6).Select(version => $"NET{version}_0_OR_GREATER")]);

    private static readonly CSharpCompilationOptions s_options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable, deterministic: true, reportSuppressedDiagnostics: false,
        generalDiagnosticOption: ReportDiagnostic.Suppress);

    private readonly string _repository;
    private readonly Dictionary<string, SyntaxTree> _sources;
    private readonly CSharpCompilation _original;
    private readonly string _library;

    /// <summary>Reads the sources.</summary>
    /// <param name="repository">The repository's folder.</param>
    /// <param name="build">The folder of a build of the tests with generated sources kept.</param>
    /// <param name="tests">The folder of the tests' program.</param>
    public MutatedLibrary(string repository, string build, string tests)
    {
        _repository = repository;
        _library = Path.Combine(tests, Name + ".dll");
        string sources = Path.Combine(repository, "src", Name);
        _sources = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetRelativePath(repository, file).Replace('\\', '/'), Parse);
        IEnumerable<SyntaxTree> generated =
            Directory.EnumerateFiles(Path.Combine(build, "obj", Name, "release_net10.0"), "*.cs", SearchOption.AllDirectories)
            .Select(Parse);
        string[] platform =
            [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Cascade", StringComparison.Ordinal))];
        string[] own = [.. Directory.EnumerateFiles(tests, "System.Numerics.Tensors.dll")];
        _original =
            CSharpCompilation.Create(Name, _sources.Values.Concat(generated),
            platform.Concat(own).Select(path => MetadataReference.CreateFromFile(path)), s_options);
        Resources = ReadResources();
    }

    /// <summary>All files of the library, from the repository's folder.</summary>
    public IEnumerable<string> Files => _sources.Keys;

    private (string Name, byte[] Bytes)[] Resources { get; }

    /// <summary>Everything that can be changed in a file.</summary>
    public IReadOnlyList<Change> Changes(string file) => ChangeFinder.In(_sources[file], _original.GetSemanticModel(_sources[file]));

    /// <summary>Compiles the library with changes that compile, in place of the one that the tests use.</summary>
    /// <param name="changes">The changes of each file; they must not overlap.</param>
    /// <param name="kept">A folder for the sources as they are compiled.</param>
    /// <returns>The mutants. Those that do not compile are dropped.</returns>
    public IReadOnlyList<Mutant> Compile(IReadOnlyList<(string File, Change Change)> changes, string kept)
    {
        List<(string File, Change Change)> left = [.. changes];
        while (true)
        {
            var ids = left.Select((change, index) => (change, index)).ToLookup(x => x.change.File, x => (Id: x.index + 1, x.change.Change));
            CSharpCompilation mutated = _original.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Switch, s_parse));
            var spans = new Dictionary<SyntaxTree, List<(TextSpan Span, int Id)>>();
            foreach (IGrouping<string, (int Id, Change Change)> file in ids)
            {
                (string text, List<(TextSpan, int)> places) = Splice(_sources[file.Key].ToString(), file);
                SyntaxTree tree = CSharpSyntaxTree.ParseText(text, s_parse, file.Key);
                spans[tree] = places;
                mutated = mutated.ReplaceSyntaxTree(_sources[file.Key], tree);
                string copy = Path.Combine(kept, file.Key);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.WriteAllText(copy, text);
            }
            var library = new MemoryStream();
            Diagnostic[] errors =
                [.. mutated.Emit(library,
                manifestResources: Resources.Select(r => new ResourceDescription(r.Name, () => new MemoryStream(r.Bytes), isPublic: true)))
                .Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0)
            {
                File.WriteAllBytes(_library, library.ToArray());
                return [.. left.Select((x, index) =>
                    new Mutant(index + 1, x.File, x.Change.Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, x.Change.Kind,
                    x.Change.Before, x.Change.After))];
            }
            HashSet<int> broken =
                [.. errors.SelectMany(error => error.Location.SourceTree is { } tree && spans.TryGetValue(tree, out var places)
                ? places.Where(place => place.Span.IntersectsWith(error.Location.SourceSpan)).Select(place => place.Id)
                : [])];
            if (broken.Count == 0)
                broken = [.. errors.Select(e => e.Location.SourceTree).OfType<SyntaxTree>().Where(spans.ContainsKey)
                    .SelectMany(tree => spans[tree].Select(place => place.Id))];
            if (broken.Count == 0)
                throw new InvalidOperationException("The engine's sources do not compile: " + errors[0]);
            left = [.. left.Where((_, index) => !broken.Contains(index + 1))];
        }
    }

    private static (string Text, List<(TextSpan, int)> Places) Splice(string text, IEnumerable<(int Id, Change Change)> changes)
    {
        var result = new System.Text.StringBuilder();
        var places = new List<(TextSpan, int)>();
        int done = 0;
        foreach ((int id, Change change) in changes.OrderBy(c => c.Change.Node.SpanStart))
        {
            result.Append(text, done, change.Node.SpanStart - done);
            string switched =
                change.Switched.Replace(ChangeFinder.On, $"global::Cascade.Mutation.Switch.Is({id})", StringComparison.Ordinal);
            places.Add((new TextSpan(result.Length, switched.Length), id));
            result.Append(switched);
            done = change.Node.Span.End;
        }
        return (result.Append(text, done, text.Length - done).ToString(), places);
    }

    private SyntaxTree Parse(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), s_parse, Path.GetRelativePath(_repository, file));

    private (string, byte[])[] ReadResources()
    {
        var context = new AssemblyLoadContext("original", isCollectible: true);
        Assembly library = context.LoadFromStream(new MemoryStream(File.ReadAllBytes(_library)));
        (string, byte[])[] resources = [.. library.GetManifestResourceNames().Select(name =>
        {
            using Stream stream = library.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return (name, bytes);
        })];
        context.Unload();
        return resources;
    }
}
