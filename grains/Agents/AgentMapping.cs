using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
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
