namespace AgentGrid.Domain.Agents;

/// <summary>The wire names of agent kinds and roles. Exact: other cases and numbers are not accepted.</summary>
public static class AgentTerms
{
    private static readonly Dictionary<string, AgentKind> Kinds = Enum.GetValues<AgentKind>().ToDictionary(k => k.ToWire(), StringComparer.Ordinal);
    private static readonly Dictionary<string, AgentRole> Roles = Enum.GetValues<AgentRole>().ToDictionary(r => r.ToWire(), StringComparer.Ordinal);

    /// <summary>Reads a kind.</summary>
    public static bool TryParseKind(string? value, out AgentKind kind)
    {
        kind = default;
        return value is not null && Kinds.TryGetValue(value, out kind);
    }

    /// <summary>Reads a role.</summary>
    public static bool TryParseRole(string? value, out AgentRole role)
    {
        role = default;
        return value is not null && Roles.TryGetValue(value, out role);
    }

    /// <summary>Writes a kind.</summary>
    public static string ToWire(this AgentKind kind) => kind switch
    {
        AgentKind.None => "none",
        AgentKind.OpenAi => "openai",
        AgentKind.Anthropic => "anthropic",
        AgentKind.Gemini => "gemini",
        AgentKind.Ollama => "ollama",
        AgentKind.OpenClaw => "openclaw",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Writes a role.</summary>
    public static string ToWire(this AgentRole role) => role switch
    {
        AgentRole.Agent => "agent",
        AgentRole.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Writes a health verdict.</summary>
    public static string ToWire(this AgentHealth health) => health switch
    {
        AgentHealth.Unknown => "unknown",
        AgentHealth.Healthy => "healthy",
        AgentHealth.Unhealthy => "unhealthy",
        _ => throw new ArgumentOutOfRangeException(nameof(health)),
    };
}
