namespace AgentGrid.Providers.Upstream;

/// <summary>
/// The URLs of one OpenAI-compatible endpoint; made once per agent. The endpoint is the base that OpenAI clients call <c>base_url</c>:
/// <list type="bullet">
/// <item><c>https://api.openai.com/v1</c> is taken as it is;</item>
/// <item>without a path (<c>http://host:11434</c>) <c>/v1</c> is added, because all three kinds (openai, ollama, openclaw) serve it there;</item>
/// <item>any other path is taken as it is (<c>https://api.kilo.ai/api/gateway</c> has no <c>/v1</c>);</item>
/// <item>a pasted <c>…/chat/completions</c> and trailing slashes are cut off.</item>
/// </list>
/// </summary>
public sealed class RequestUrls
{
    private const string ChatPath = "/chat/completions";
    private readonly string _authority;

    /// <param name="endpoint">An endpoint that <see cref="EndpointRules"/> accepted.</param>
    public RequestUrls(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _authority = endpoint.GetLeftPart(UriPartial.Authority);
        var path = endpoint.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(ChatPath, StringComparison.OrdinalIgnoreCase))
            path = path[..^ChatPath.Length].TrimEnd('/');
        if (path.Length == 0)
            path = "/v1";
        Base = new Uri(_authority + path);
        ChatCompletions = new Uri(_authority + path + ChatPath);
        Embeddings = new Uri(_authority + path + "/embeddings");
        Models = new Uri(_authority + path + "/models");
        var root = path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        OllamaTags = new Uri(_authority + root + "/api/tags");
    }

    /// <summary>The normalised endpoint, without a trailing slash.</summary>
    public Uri Base { get; }

    public Uri ChatCompletions { get; }

    public Uri Embeddings { get; }

    public Uri Models { get; }

    /// <summary>Ollama's own list of models, beside <c>/v1</c>.</summary>
    public Uri OllamaTags { get; }

    /// <summary>A path of the endpoint's host, as <c>healthPath</c> names it; it cannot leave the host.</summary>
    /// <exception cref="ArgumentException"><see cref="RefusePath"/> says why.</exception>
    public Uri OfHost(string path) =>
        RefusePath(path) is { } reason ? throw new ArgumentException($"The path is {reason}.", nameof(path)) : new Uri(_authority + path);

    /// <summary>Null when the text can be a <c>healthPath</c>, else the reason.</summary>
    public static string? RefusePath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
            return "not a path that starts with one slash";
        if (path.Length > 512)
            return "longer than 512 characters";
        foreach (var c in path)
        {
            if (c is '\\' or '#' or '?' or '@' || c <= ' ' || c > '~')
                return "not made of plain path characters (no query, fragment, space or backslash)";
        }
        return null;
    }
}
