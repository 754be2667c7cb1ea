using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cascade.Mutation;

/// <summary>Finds what can be changed in a file: operators, constants, statements, conditions.</summary>
/// <remarks>Heads of loops are left alone, so that loops end; so is what must be constant, and what only makes an exception.</remarks>
internal sealed class ChangeFinder(SemanticModel model) : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string> s_arithmetic = new()
    {
        [SyntaxKind.AddExpression] = "-",
        [SyntaxKind.SubtractExpression] = "+",
        [SyntaxKind.MultiplyExpression] = "/",
        [SyntaxKind.DivideExpression] = "*",
        [SyntaxKind.ModuloExpression] = "/",
        [SyntaxKind.LeftShiftExpression] = ">>",
        [SyntaxKind.RightShiftExpression] = "<<",
        [SyntaxKind.BitwiseAndExpression] = "|",
        [SyntaxKind.BitwiseOrExpression] = "&",
        [SyntaxKind.ExclusiveOrExpression] = "&",
    };

    private static readonly Dictionary<SyntaxKind, string[]> s_comparison = new()
    {
        [SyntaxKind.LessThanExpression] = ["<=", ">="],
        [SyntaxKind.LessThanOrEqualExpression] = ["<", ">"],
        [SyntaxKind.GreaterThanExpression] = [">=", "<="],
        [SyntaxKind.GreaterThanOrEqualExpression] = [">", "<"],
        [SyntaxKind.EqualsExpression] = ["!="],
        [SyntaxKind.NotEqualsExpression] = ["=="],
        [SyntaxKind.LogicalAndExpression] = ["||"],
        [SyntaxKind.LogicalOrExpression] = ["&&"],
    };

    private static readonly Dictionary<SyntaxKind, string> s_compound = new()
    {
        [SyntaxKind.AddAssignmentExpression] = "-=",
        [SyntaxKind.SubtractAssignmentExpression] = "+=",
        [SyntaxKind.MultiplyAssignmentExpression] = "/=",
        [SyntaxKind.DivideAssignmentExpression] = "*=",
    };

    // Functions that others of the same arguments can stand for; what does not compile is dropped.
    private static readonly Dictionary<string, string> s_functions = new()
    {
        ["Min"] = "Max",
        ["Max"] = "Min",
        ["Add"] = "Subtract",
        ["Subtract"] = "Add",
        ["Sin"] = "Cos",
        ["Cos"] = "Sin",
        ["Floor"] = "Ceiling",
        ["Ceiling"] = "Floor",
        ["MultiplyAdd"] = "NegateMultiplyAdd",
    };

    /// <summary>Stands in the switched code for the condition that the mutant is active.</summary>
    public const string On = "\uE000";

    private readonly List<Change> _changes = [];

    /// <summary>All changes of a file, in order.</summary>
    public static IReadOnlyList<Change> In(SyntaxTree tree, SemanticModel model)
    {
        var finder = new ChangeFinder(model);
        finder.Visit(tree.GetRoot());
        return finder._changes;
    }

    public override void Visit(SyntaxNode? node)
    {
        if (node is AttributeListSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or EnumDeclarationSyntax or ParameterSyntax
            or PatternSyntax or CaseSwitchLabelSyntax
            or CollectionExpressionSyntax or InitializerExpressionSyntax or InterpolatedStringExpressionSyntax
                or StackAllocArrayCreationExpressionSyntax)
            return;
        if (node is FieldDeclarationSyntax { Modifiers: var field } && field.Any(SyntaxKind.ConstKeyword)
            || node is LocalDeclarationStatementSyntax { IsConst: true })
            return;
        base.Visit(node);
    }

    public override void VisitForStatement(ForStatementSyntax node) => Visit(node.Statement);

    public override void VisitWhileStatement(WhileStatementSyntax node) => Visit(node.Statement);

    public override void VisitDoStatement(DoStatementSyntax node) => Visit(node.Statement);

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        base.VisitBinaryExpression(node);
        if (model.GetConstantValue(node).HasValue || model.GetTypeInfo(node).Type is not { SpecialType: not SpecialType.System_String })
            return;
        SyntaxKind kind = node.Kind();
        bool isEnum = model.GetTypeInfo(node.Left).Type?.TypeKind == TypeKind.Enum;
        if (!isEnum && s_arithmetic.TryGetValue(kind, out string? arithmetic))
            Replace(node, "arithmetic", $"{node.Left} {arithmetic} {node.Right}");
        if (s_comparison.TryGetValue(kind, out string[]? comparisons) && !IsNullTest(node))
            foreach (string comparison in comparisons)
                Replace(node, "comparison", $"{node.Left} {comparison} {node.Right}");
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        base.VisitPrefixUnaryExpression(node);
        if (node.IsKind(SyntaxKind.UnaryMinusExpression) && !model.GetConstantValue(node).HasValue
            || node.IsKind(SyntaxKind.LogicalNotExpression))
            Replace(node, "sign", node.Operand.ToString());
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (node.Parent is PrefixUnaryExpressionSyntax)
            return;
        switch (node.Token.Value)
        {
            case bool value:
                Replace(node, "constant", value ? "false" : "true");
                break;
            case int or uint or long or ulong:
                Constant(node, $"{node} + 1");
                break;
            case float or double:
                Constant(node, Convert.ToDouble(node.Token.Value, null) == 0 ? $"{node} + 1" : $"{node} * 1.25f");
                break;
        }
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (node.Parent is MemberAccessExpressionSyntax or QualifiedNameSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not 0 }
            or NameEqualsSyntax or NameColonSyntax)
            return;
        if (model.GetSymbolInfo(
            node).Symbol is IFieldSymbol { IsConst: true, Type.SpecialType: SpecialType.System_Single or SpecialType.System_Double })
            Constant(node, $"{node} * 1.25f");
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        // What is called in debug builds only is not compiled.
        if (IsConditional(node))
            return;
        base.VisitInvocationExpression(node);
        if (node.Expression is MemberAccessExpressionSyntax member
            && s_functions.TryGetValue(member.Name.Identifier.Text, out string? other)
            && model.GetSymbolInfo(node).Symbol is IMethodSymbol { IsStatic: true, ReturnsVoid: false, ReturnsByRef: false })
            Replace(node, "function", $"{member.Expression}.{other}{node.ArgumentList}");
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        base.VisitConditionalExpression(node);
        Add(node, "swapped ?:", $"{node.Condition} ? {node.WhenFalse} : {node.WhenTrue}",
            $"(({On} ^ ({node.Condition})) ? {node.WhenTrue} : {node.WhenFalse})");
    }

    public override void VisitIfStatement(IfStatementSyntax node)
    {
        base.VisitIfStatement(node);
        Add(node.Condition, "negated condition", $"!({node.Condition})", $"({On} ^ ({node.Condition}))");
    }

    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        base.VisitExpressionStatement(node);
        if (node.Expression is InvocationExpressionSyntax { Expression: var called }
            && (called.ToString().Contains(".Throw", StringComparison.Ordinal) || IsConditional(node.Expression)))
            return;
        if (node.Expression is AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax or TupleExpressionSyntax })
            return;
        // In braces: a bare "if" would take an "else" that follows for its own.
        Add(node, "removed", ";", $"{{ if (!{On}) {{ {node} }} }}");
        if (node.Expression is AssignmentExpressionSyntax assignment && s_compound.TryGetValue(assignment.Kind(), out string? other))
            Add(node, "arithmetic", $"{assignment.Left} {other} {assignment.Right};",
                $"{{ if ({On}) {{ {assignment.Left} {other} {assignment.Right}; }} else {{ {node} }} }}");
    }

    private bool IsConditional(ExpressionSyntax call) => model.GetSymbolInfo(call).Symbol is { } method
        && method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute");

    private static bool IsNullTest(BinaryExpressionSyntax node) =>
        node.Left.IsKind(SyntaxKind.NullLiteralExpression) || node.Right.IsKind(SyntaxKind.NullLiteralExpression);

    private void Constant(ExpressionSyntax node, string after)
    {
        // Where the type is a narrower one, a constant fits by itself and a sum does not.
        string? type = model.GetTypeInfo(
            node).ConvertedType is
        {
            SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double
            or SpecialType.System_IntPtr
        } converted ? converted.ToDisplayString() : null;
        if (type is not null)
            Add(node, "constant", after, $"({On} ? ({type})({after}) : ({type}){node})");
    }

    private void Replace(ExpressionSyntax node, string kind, string after) => Add(node, kind, after, $"({On} ? {after} : {node})");

    private void Add(SyntaxNode node, string kind, string after, string switched)
    {
        SyntaxNode? home = node.AncestorsAndSelf()
            .FirstOrDefault(n => n is StatementSyntax and not BlockSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax);
        if (home is not null && !node.DescendantNodes().Any(n => n is DeclarationExpressionSyntax or SingleVariableDesignationSyntax))
            _changes.Add(new Change(node, kind, Short(node.ToString()), Short(after), switched) { Home = home });
    }

    private static string Short(string code)
    {
        string line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 100 ? line : line[..97] + "...";
    }
}
