namespace AgentGrid.Domain.Agents;

/// <summary>The bounds and defaults of an agent's fields.</summary>
public static class AgentRules
{
    public const string DefaultPool = "default";
    public const int DefaultWeight = 1;
    public const int MaxWeight = 1000;
    public const int DefaultTimeoutSeconds = 60;
    public const int MaxTimeoutSeconds = 3600;
    public const int DefaultMaxFails = 3;
    public const int MaxMaxFails = 100;
    public const int DefaultFailTimeoutSeconds = 10;
    public const int MaxFailTimeoutSeconds = 3600;
    public const int MaxMaxConcurrency = 100_000;
    public const int MaxModelLength = 200;
    public const int MaxApiKeyLength = 4096;
    public const int MaxEndpointLength = 2048;
    public const int MaxHealthPathLength = 512;

    /// <summary>Checks every field on its own and the endpoint against the kind.</summary>
    /// <returns>Messages by field name (camelCase), empty when all is well. Messages never repeat the value.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(AgentFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

        Check("name", AgentName.IsValid(fields.Name), SlugMessage);
        Check("displayName", fields.DisplayName is null || DisplayText.IsName(fields.DisplayName), DisplayText.NameMessage);
        Check("role", fields.Role is null || AgentTerms.TryParseRole(fields.Role, out _), "Must be admin or agent.");
        var kindKnown = AgentTerms.TryParseKind(fields.Kind, out var kind);
        Check("kind", kindKnown, "Must be openai, anthropic, gemini, ollama, openclaw or none.");
        if (kindKnown && kind == AgentKind.None)
            Check("endpoint", fields.Endpoint is null, "An agent of kind none has no endpoint.");
        else
            Check("endpoint", fields.Endpoint is null ? !kindKnown : IsEndpoint(fields.Endpoint),
                $"Must be an absolute http or https address of at most {MaxEndpointLength} characters, without user name or fragment.");
        Check("model", fields.Model is null || IsPlain(fields.Model, MaxModelLength), $"Must be 1 to {MaxModelLength} characters without control characters.");
        Check("apiKey", fields.ApiKey is null || IsPlain(fields.ApiKey, MaxApiKeyLength), $"Must be 1 to {MaxApiKeyLength} characters without control characters.");
        Check("pool", fields.Pool is null || AgentName.IsValid(fields.Pool), SlugMessage);
        CheckRange("weight", fields.Weight, 0, MaxWeight);
        CheckRange("maxConcurrency", fields.MaxConcurrency, 1, MaxMaxConcurrency);
        CheckRange("timeoutSeconds", fields.TimeoutSeconds, 1, MaxTimeoutSeconds);
        CheckRange("maxFails", fields.MaxFails, 0, MaxMaxFails);
        CheckRange("failTimeoutSeconds", fields.FailTimeoutSeconds, 1, MaxFailTimeoutSeconds);
        Check("healthPath", fields.HealthPath is null || IsHealthPath(fields.HealthPath),
            $"Must be a path that starts with one '/', at most {MaxHealthPathLength} characters, without spaces or fragment.");
        return errors;

        void Check(string field, bool fine, string message)
        {
            if (!fine)
                errors[field] = [message];
        }

        void CheckRange(string field, int? value, int min, int max) =>
            Check(field, value is null || (value >= min && value <= max), $"Must be {min} to {max}.");
    }

    private const string SlugMessage = "Must be 2 to 63 characters a-z, 0-9 or '-', the first not '-'.";

    private static bool IsEndpoint(string value) =>
        value.Length <= MaxEndpointLength
        && DisplayText.IsWellFormed(value)
        && !value.Any(char.IsWhiteSpace)
        && !value.AsSpan().ContainsAny('\\', '#')
        && Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Host.Length > 0
        // An empty user name ("http://@host") leaves UserInfo empty, so the text is looked at too.
        && uri.UserInfo.Length == 0
        && !value.AsSpan(0, AuthorityEnd(value)).Contains('@');

    private static int AuthorityEnd(string value)
    {
        var start = value.IndexOf("://", StringComparison.Ordinal) + 3;
        var length = value.AsSpan(start).IndexOfAny('/', '?');
        return length < 0 ? value.Length : start + length;
    }

    private static bool IsPlain(string value, int maxLength) =>
        value.Length <= maxLength && !string.IsNullOrWhiteSpace(value) && DisplayText.IsWellFormed(value);

    // "//host" and "/\host" would be read as another host when joined to the endpoint.
    private static bool IsHealthPath(string value) =>
        value.Length is > 0 and <= MaxHealthPathLength
        && value[0] == '/'
        && (value.Length == 1 || value[1] != '/')
        && DisplayText.IsWellFormed(value)
        && !value.Any(char.IsWhiteSpace)
        && !value.AsSpan().ContainsAny('\\', '#');
}
