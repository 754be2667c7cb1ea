using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cascade.Dsp.Tests.Architecture;

/// <summary>Writes the public surface of an assembly as text, one line a member, sorted; without what the compiler adds to records.</summary>
public static class PublicApi
{
    private const string Request = "CASCADE_WRITE_PUBLIC_API";

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>Fails unless the surface is that of the project's PublicApi.txt; writes that file first if CASCADE_WRITE_PUBLIC_API is 1.</summary>
    /// <param name="assembly">The library.</param>
    /// <param name="project">Its project's name.</param>
    public static void AssertWrittenDown(Assembly assembly, string project)
    {
        string path = SourceTree.PathOf("src", project, "PublicApi.txt");
        string[] header =
        [
            $"# The public surface of {project}, one line a member, sorted. A change here is a change for every user.",
            $"# To write it anew: {Request}=1 dotnet test --project tests/{project}.Tests --filter-class \"*PublicApiTests\"",
        ];
        string[] actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable(Request) == "1")
            File.WriteAllText(path, string.Join("\n", header.Concat(actual)) + "\n");
        string[] written = [.. File.ReadAllLines(path).Where(line => !line.StartsWith('#'))];
        string[] added = [.. actual.Except(written)], removed = [.. written.Except(actual)];
        Assert.True(added.Length + removed.Length == 0,
            $"The public surface differs from {path}; its header says how to write it anew.\n{string.Join("\n", added.Select(line => "+ " + line).Concat(removed.Select(line => "- " + line)))}");
        Assert.Equal(written.Order(StringComparer.Ordinal), written);
    }

    /// <summary>The lines.</summary>
    public static string[] Describe(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(type => Members(type).Prepend(Declaration(type))).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string prefix = Name(type) + ".";
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{prefix}{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        return type.GetConstructors(own).Where(IsVisible).Select(c => prefix + type.Name.Split('`')[0] + Parameters(c))
            .Concat(type.GetFields(own).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => prefix + Field(f)))
            .Concat(type.GetProperties(own).Where(p => p.GetAccessors(true).Any(IsVisible) && !IsGenerated(p)).Select(p => prefix + Property(p)))
            .Concat(type.GetEvents(own).Where(e => IsVisible(e.AddMethod!)).Select(e => $"{prefix}event {Name(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetMethods(own).Where(m => IsVisible(m) && !IsGenerated(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(m => prefix + Method(m)));
    }

    private static string Declaration(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "class";
        string modifier = kind != "class" ? "" : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        IEnumerable<Type> bases = type.GetInterfaces().Where(i => i.IsPublic).OrderBy(i => i.FullName, StringComparer.Ordinal);
        if (kind == "class" && type.BaseType != typeof(object) && type.BaseType is not null)
            bases = bases.Prepend(type.BaseType);
        string heritage = kind == "enum" || !bases.Any() ? "" : " : " + string.Join(", ", bases.Select(Name));
        return $"{Name(type)} ({modifier}{kind}){heritage}";
    }

    private static string Method(MethodInfo m)
    {
        string generic = m.IsGenericMethod ? "<" + string.Join(", ", m.GetGenericArguments().Select(Name)) + ">" : "";
        return $"{Modifiers(m)}{m.Name}{generic}{Parameters(m)} -> {Annotated(m.ReturnType, Nullability.Create(m.ReturnParameter).ReadState)}";
    }

    private static string Property(PropertyInfo p)
    {
        MethodInfo[] accessors = [.. p.GetAccessors(true).Where(IsVisible)];
        string index = p.GetIndexParameters().Length == 0 ? "" : "[" + string.Join(", ", p.GetIndexParameters().Select(Parameter)) + "]";
        string get = accessors.Any(a => a == p.GetMethod) ? "get; " : "";
        bool isInit = p.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") == true;
        string set = accessors.Any(a => a == p.SetMethod) ? isInit ? "init; " : "set; " : "";
        NullabilityInfo nullability = Nullability.Create(p);
        return $"{Modifiers(accessors[0])}{p.Name}{index} {{ {get}{set}}} -> {Annotated(p.PropertyType, p.CanRead ? nullability.ReadState : nullability.WriteState)}";
    }

    private static string Field(FieldInfo f)
    {
        string value = f.IsLiteral ? " = " + Literal(f.GetRawConstantValue()) : "";
        return $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{f.Name}{value} -> {Annotated(f.FieldType, Nullability.Create(f).ReadState)}";
    }

    private static string Modifiers(MethodInfo m)
    {
        var text = new StringBuilder();
        if (m.IsFamily || m.IsFamilyOrAssembly)
            text.Append("protected ");
        if (m.IsStatic)
            text.Append("static ");
        if (m.DeclaringType!.IsInterface)
            return text.ToString();
        if (m.IsAbstract)
            text.Append("abstract ");
        else if (m.IsVirtual && !m.IsFinal)
            text.Append(m.GetBaseDefinition() == m ? "virtual " : "override ");
        return text.ToString();
    }

    private static string Parameters(MethodBase method) => "(" + string.Join(", ", method.GetParameters().Select(Parameter)) + ")";

    private static string Parameter(ParameterInfo p)
    {
        string by = !p.ParameterType.IsByRef ? "" : p.IsOut ? "out " : p.IsIn ? "in " : "ref ";
        bool isParams = p.GetCustomAttributesData().Any(a => a.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute");
        string value = p.HasDefaultValue ? " = " + Literal(p.RawDefaultValue) : "";
        return $"{(isParams ? "params " : "")}{by}{Annotated(p.ParameterType, Nullability.Create(p).ReadState)} {p.Name}{value}";
    }

    private static string Annotated(Type type, NullabilityState state) =>
        Name(type) + (state == NullabilityState.Nullable && !type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "?" : "");

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        string name = type.Namespace?.StartsWith("Cascade", StringComparison.Ordinal) == true ? type.FullName ?? $"{type.Namespace}.{type.Name}" : type.Name;
        name = name.Split('[')[0].Split('`')[0].Replace('+', '.');
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
