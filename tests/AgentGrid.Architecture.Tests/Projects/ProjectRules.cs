using System.Xml.Linq;

namespace AgentGrid.Architecture.Tests.Projects;

/// <summary>What a project may reference, and that its file holds references only.</summary>
internal static class ProjectRules
{
    // Inner to outer, as in docs/architecture.md. Tests may reference what they test.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["AgentGrid.Domain"] = [],
        ["AgentGrid.Engine"] = [],
        ["AgentGrid.Engine.Generator"] = [],
        ["AgentGrid.Contracts"] = [],
        ["AgentGrid.Postgres"] = ["AgentGrid.Domain"],
        ["AgentGrid.Docker"] = ["AgentGrid.Domain"],
        ["AgentGrid.Providers"] = ["AgentGrid.Domain"],
        ["AgentGrid.Grains"] = ["AgentGrid.Contracts", "AgentGrid.Domain", "AgentGrid.Postgres", "AgentGrid.Docker", "AgentGrid.Providers"],
        ["AgentGrid.Silo"] = ["AgentGrid.Grains"],
        ["AgentGrid.Api"] = ["AgentGrid.Grains", "AgentGrid.Contracts", "AgentGrid.Domain", "AgentGrid.Postgres", "AgentGrid.Docker", "AgentGrid.Providers"],
        ["AgentGrid.Bench"] = ["AgentGrid.Contracts", "AgentGrid.Domain", "AgentGrid.Grains", "AgentGrid.Postgres"],
        ["AgentGrid.Verify"] = ["AgentGrid.Domain"],
    };

    // Settings that the props files cannot know.
    private static readonly Dictionary<string, string[]> Settings = new(StringComparer.Ordinal)
    {
        ["AgentGrid.Engine"] = ["RootNamespace"],
        ["AgentGrid.Engine.Generator"] = ["TargetFramework", "EnforceExtendedAnalyzerRules", "IsRoslynComponent", "ImplicitUsings"],
        ["AgentGrid.Testing.Server"] = ["OutputType"],
        ["AgentGrid.Bench"] = ["OutputType", "AllowUnsafeBlocks", "DefaultItemExcludes"],
        ["AgentGrid.Verify"] = ["OutputType", "AssemblyName"],
    };

    private static readonly HashSet<string> Items = new(StringComparer.Ordinal)
    {
        "ProjectReference", "PackageReference", "FrameworkReference", "InternalsVisibleTo", "EmbeddedResource",
    };

    // Leaves out, on Orleans, what only the embedded engine promises.
    private static readonly Dictionary<string, string> FurtherItems = new(StringComparer.Ordinal) { ["AgentGrid.Engine.Tests"] = "Compile" };

    public static IEnumerable<string> Check(SourceFile project)
    {
        var name = project.Name[..^".csproj".Length];
        var xml = XDocument.Parse(project.Text);
        var elements = xml.Descendants().Select(element => element.Name.LocalName).ToArray();

        if (!project.IsTest)
        {
            if (!Allowed.TryGetValue(name, out var allowed)) yield return $"{project.Path}: a new project; say in ProjectRules what it may reference.";
            foreach (var reference in References(xml, "ProjectReference").Select(Path.GetFileNameWithoutExtension))
                if (allowed?.Contains(reference) == false) yield return $"{project.Path}: may not reference {reference}.";
        }

        if (name == "AgentGrid.Domain" && elements.Any(element => element.EndsWith("Reference", StringComparison.Ordinal) || element == "Import"))
            yield return $"{project.Path}: the domain references nothing.";
        if (name == "AgentGrid.Contracts" && elements.Any(element => element.EndsWith("Reference", StringComparison.Ordinal)))
            yield return $"{project.Path}: contracts reference the programming model only.";

        foreach (var setting in xml.Descendants().Where(element => element.Parent?.Name.LocalName == "PropertyGroup").Select(element => element.Name.LocalName))
            if (!Settings.GetValueOrDefault(name, []).Contains(setting)) yield return $"{project.Path}: <{setting}> belongs into the props files; a project file holds references only.";
        foreach (var item in xml.Descendants().Where(element => element.Parent?.Name.LocalName == "ItemGroup").Select(element => element.Name.LocalName))
            if (!Items.Contains(item) && FurtherItems.GetValueOrDefault(name) != item) yield return $"{project.Path}: <{item}> is no reference; a project file holds references only.";
    }

    private static IEnumerable<string> References(XDocument xml, string kind) =>
        xml.Descendants(kind).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
