namespace AgentGrid.Architecture.Tests;

/// <summary>A file to judge: of the repository, or made up by a test.</summary>
/// <param name="Path">Relative to the root, with '/'.</param>
/// <param name="Text">Its content.</param>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>Whether it belongs to a test project.</summary>
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>Name without folders.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Folders from the root, without the name.</summary>
    public IReadOnlyList<string> Folders => Path.Split('/')[..^1];
}
