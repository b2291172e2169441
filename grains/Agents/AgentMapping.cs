using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Grains.Agents;

/// <summary>Between the stored row, the wire and the domain.</summary>
internal static class AgentMapping
{
    /// <summary>A stored row as callers see it.</summary>
    public static AgentSnapshot Snapshot(AgentRecord record) => new()
    {
        Id = new AgentId(record.Id),
        Definition = new AgentDefinition
        {
            Name = record.Name,
            DisplayName = record.DisplayName,
            Role = record.Role,
            Kind = record.Kind,
            Endpoint = record.Endpoint,
            Model = record.Model,
            ApiKeyLast4 = record.ApiKeyLast4,
            Pool = record.Pool,
            Weight = record.Weight,
            MaxConcurrency = record.MaxConcurrency,
            TimeoutSeconds = record.TimeoutSeconds,
            MaxFails = record.MaxFails,
            FailTimeoutSeconds = record.FailTimeoutSeconds,
            HealthPath = record.HealthPath,
        },
        Health = ToWire(HealthOf(record)),
        Version = record.Version,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
    };

    internal static AgentRecord NewRecord(AgentId id, string operationId, AgentDefinition definition, DateTimeOffset now) => Apply(
        new AgentRecord
        {
            Id = id.Value,
            Name = definition.Name,
            DisplayName = definition.DisplayName,
            Kind = definition.Kind,
            OperationId = operationId,
            Status = AgentHealth.Unknown.ToWire(),
            StatusChangedAt = now,
            CreatedAt = now,
            Version = 1,
        },
        definition,
        now);

    internal static AgentRecord Apply(AgentRecord record, AgentDefinition definition, DateTimeOffset now) => record with
    {
        Name = definition.Name,
        DisplayName = definition.DisplayName,
        Role = definition.Role,
        Kind = definition.Kind,
        Endpoint = definition.Endpoint,
        Model = definition.Model,
        ApiKeyEncrypted = definition.ApiKeyGiven ? definition.ApiKeyEncrypted : record.ApiKeyEncrypted,
        ApiKeyLast4 = definition.ApiKeyGiven ? definition.ApiKeyLast4 : record.ApiKeyLast4,
        Pool = definition.Pool,
        Weight = definition.Weight,
        MaxConcurrency = definition.MaxConcurrency,
        TimeoutSeconds = definition.TimeoutSeconds,
        MaxFails = definition.MaxFails,
        FailTimeoutSeconds = definition.FailTimeoutSeconds,
        HealthPath = definition.HealthPath,
        UpdatedAt = now,
    };

    /// <summary>What the audit log keeps of a registration.</summary>
    internal static string Facts(AgentDefinition definition) =>
        AuditDetails.Of(("role", definition.Role), ("kind", definition.Kind), ("endpoint", Address(definition.Endpoint)), ("pool", definition.Pool));

    /// <summary>What the audit log keeps of a change: the names of the fields, and where it points and what it may do now.</summary>
    internal static string Facts(AgentRecord before, AgentRecord after)
    {
        (string Name, object? Before, object? After)[] fields =
        [
            ("name", before.Name, after.Name),
            ("displayName", before.DisplayName, after.DisplayName),
            ("role", before.Role, after.Role),
            ("kind", before.Kind, after.Kind),
            ("endpoint", before.Endpoint, after.Endpoint),
            ("model", before.Model, after.Model),
            ("apiKey", before.ApiKeyEncrypted, after.ApiKeyEncrypted),
            ("pool", before.Pool, after.Pool),
            ("weight", before.Weight, after.Weight),
            ("maxConcurrency", before.MaxConcurrency, after.MaxConcurrency),
            ("timeoutSeconds", before.TimeoutSeconds, after.TimeoutSeconds),
            ("maxFails", before.MaxFails, after.MaxFails),
            ("failTimeoutSeconds", before.FailTimeoutSeconds, after.FailTimeoutSeconds),
            ("healthPath", before.HealthPath, after.HealthPath),
        ];
        var changed = string.Join(' ', fields.Where(field => !Equals(field.Before, field.After)).Select(field => field.Name));
        return AuditDetails.Of(("changed", changed), ("role", after.Role), ("endpoint", Address(after.Endpoint)), ("pool", after.Pool));
    }

    // Some put a key into the query.
    private static string? Address(string? endpoint) => endpoint is null ? null : new Uri(endpoint).GetLeftPart(UriPartial.Path);

    internal static void Validate(AgentDefinition definition)
    {
        var errors = AgentRules.Validate(new AgentFields
        {
            Name = definition.Name,
            DisplayName = definition.DisplayName,
            Role = definition.Role,
            Kind = definition.Kind,
            Endpoint = definition.Endpoint,
            Model = definition.Model,
            Pool = definition.Pool,
            Weight = definition.Weight,
            MaxConcurrency = definition.MaxConcurrency,
            TimeoutSeconds = definition.TimeoutSeconds,
            MaxFails = definition.MaxFails,
            FailTimeoutSeconds = definition.FailTimeoutSeconds,
            HealthPath = definition.HealthPath,
        });
        if (errors.Count > 0) throw GridException.Invalid(errors);
    }

    internal static AgentHealth HealthOf(AgentRecord record) => record.Status switch
    {
        "healthy" => AgentHealth.Healthy,
        "unhealthy" => AgentHealth.Unhealthy,
        _ => AgentHealth.Unknown,
    };

    internal static UpstreamKind UpstreamKindOf(AgentRecord record) => record.Kind switch
    {
        "ollama" => UpstreamKind.Ollama,
        "openclaw" => UpstreamKind.OpenClaw,
        _ => UpstreamKind.OpenAi,
    };

    internal static AgentHealthStatus ToWire(AgentHealth health) => health switch
    {
        AgentHealth.Healthy => AgentHealthStatus.Healthy,
        AgentHealth.Unhealthy => AgentHealthStatus.Unhealthy,
        _ => AgentHealthStatus.Unknown,
    };
}
