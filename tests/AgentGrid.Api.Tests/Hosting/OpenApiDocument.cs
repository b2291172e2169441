using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>The operations of an OpenAPI document.</summary>
internal sealed class OpenApiDocument
{
    private OpenApiDocument(JsonElement root, IReadOnlyList<OpenApiOperation> operations) => (Root, Operations) = (root, operations);

    public JsonElement Root { get; }

    public IReadOnlyList<OpenApiOperation> Operations { get; }

    public static OpenApiDocument Parse(string json)
    {
        var root = JsonElement.Parse(json);
        return new OpenApiDocument(root, [.. root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => new OpenApiOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value)))]);
    }

    /// <summary>The operation that a request is for, or null.</summary>
    public OpenApiOperation? Find(string method, string path) =>
        Operations.Where(o => o.Method == method && Matches(o.Path, path)).OrderBy(o => o.Path.Count(c => c == '{')).FirstOrDefault();

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, "^" + Regex.Replace(Regex.Escape(template), @"\\\{[^}]+}", template.StartsWith("/v1/models", StringComparison.Ordinal) ? ".+" : "[^/]+") + "$");
}
