using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AgentGrid.Architecture.Tests.Sources;

/// <summary>Rules for one C# file: one public type named like it, a file-scoped namespace, its size, no conditional compilation, no word for work left undone.</summary>
internal static class FileRules
{
    private const int MostLines = 400;
    private const int MostTestLines = 600;

    // The only code that may know which engine it is built with.
    private static readonly HashSet<string> KnowTheEngine = new(StringComparer.Ordinal)
    {
        "api/Hosting/GrainHosting.cs",
        "silo/Program.cs",
        "silo/SiloProgram.cs",
        "bench/Grains/EngineHost.cs",
        "tests/AgentGrid.Engine.Tests/Hosting/EngineFixture.cs",
        "tests/AgentGrid.Grains.Tests/Hosting/GrainHost.cs",
    };

    // Put together here, so that this file does not contain them.
    private static readonly string[] Undone = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, preprocessorSymbols: ["ENGINE_ORLEANS"]);

    public static IEnumerable<string> Check(SourceFile file)
    {
        var lines = file.Text.AsSpan().Count('\n') + (file.Text.EndsWith('\n') ? 0 : 1);
        var most = file.IsTest ? MostTestLines : MostLines;
        if (lines > most) yield return $"{file.Path}: {lines} lines, at most {most}; split it by topic (Type.Topic.cs).";
        foreach (var word in Undone.Where(word => file.Text.Contains(word, StringComparison.Ordinal))) yield return $"{file.Path}: contains {word}; finish it, or open an issue.";

        var root = CSharpSyntaxTree.ParseText(file.Text, Options).GetCompilationUnitRoot();
        if (!KnowTheEngine.Contains(file.Path) && root.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.IfDirectiveTrivia)))
            yield return $"{file.Path}: #if outside of hosting code; grains and their callers never see which engine runs.";
        foreach (var fault in NamespaceFaults(file, root).Concat(TypeFaults(file, root))) yield return fault;
    }

    private static IEnumerable<string> NamespaceFaults(SourceFile file, CompilationUnitSyntax root)
    {
        if (root.DescendantNodes().OfType<NamespaceDeclarationSyntax>().Any()) yield return $"{file.Path}: the namespace is not file-scoped.";
        if (root.Members.Any(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) && !root.Members.OfType<GlobalStatementSyntax>().Any())
            yield return $"{file.Path}: types without a namespace.";
    }

    private static IEnumerable<string> TypeFaults(SourceFile file, CompilationUnitSyntax root)
    {
        var types = root.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(space => space.Members)
            .Select(member => (Member: member, Name: NameOf(member), Generic: IsGeneric(member)))
            .Where(type => type.Member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .ToArray();
        if (types.Length > 1) yield return $"{file.Path}: {types.Length} public types ({string.Join(", ", types.Select(type => type.Name))}); one file each.";
        var stem = file.Name.Split('.')[0];
        foreach (var type in types.Where(type => stem != type.Name && !(type.Generic && stem.StartsWith(type.Name + "Of", StringComparison.Ordinal))))
            yield return $"{file.Path}: holds {type.Name}; a file is named after its type (Type.cs, Type.Topic.cs, or TypeOfArgument.cs for a generic one).";
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax callback => callback.Identifier.Text,
        _ => "",
    };

    private static bool IsGeneric(MemberDeclarationSyntax member) => member is TypeDeclarationSyntax { TypeParameterList: not null } or DelegateDeclarationSyntax { TypeParameterList: not null };
}
