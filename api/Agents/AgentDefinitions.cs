using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Settings;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents;

/// <summary>Makes an agent's definition of what an administrator sent: checks the fields and the endpoint's address, applies defaults, encrypts the key.</summary>
public sealed class AgentDefinitions(SecretBox secrets, EndpointRules endpoints)
{
    /// <summary>For a registration.</summary>
    /// <exception cref="GridException">Invalid, with the fields.</exception>
    public Task<AgentDefinition> ForNewAsync(AgentId id, AgentFields body, CancellationToken cancellationToken) => MakeAsync(id, body, isNew: true, cancellationToken);

    /// <summary>For an update, in which an absent key keeps the stored one.</summary>
    /// <exception cref="GridException">Invalid, with the fields.</exception>
    public Task<AgentDefinition> ForUpdateAsync(AgentId id, AgentFields body, CancellationToken cancellationToken) => MakeAsync(id, body, isNew: false, cancellationToken);

    private async Task<AgentDefinition> MakeAsync(AgentId id, AgentFields body, bool isNew, CancellationToken cancellationToken)
    {
        var key = string.IsNullOrEmpty(body.ApiKey) ? null : body.ApiKey;
        await CheckAsync(body, key, cancellationToken);
        return new AgentDefinition
        {
            Name = body.Name!,
            DisplayName = body.DisplayName ?? body.Name!,
            Role = body.Role ?? AgentRole.Agent.ToWire(),
            Kind = body.Kind!,
            Endpoint = body.Endpoint,
            Model = body.Model,
            ApiKeyGiven = isNew || body.ApiKey is not null,
            ApiKeyEncrypted = key is null ? null : secrets.Protect(key, AgentSecret.Identity(id.Value)),
            ApiKeyLast4 = key is null ? null : SecretBox.Last4(key),
            Pool = body.Pool ?? AgentRules.DefaultPool,
            Weight = body.Weight ?? AgentRules.DefaultWeight,
            MaxConcurrency = body.MaxConcurrency,
            TimeoutSeconds = body.TimeoutSeconds ?? AgentRules.DefaultTimeoutSeconds,
            MaxFails = body.MaxFails ?? AgentRules.DefaultMaxFails,
            FailTimeoutSeconds = body.FailTimeoutSeconds ?? AgentRules.DefaultFailTimeoutSeconds,
            HealthPath = body.HealthPath,
        };
    }

    private async Task CheckAsync(AgentFields body, string? key, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>(AgentRules.Validate(body with { ApiKey = key }));
        if (body.Kind is "anthropic" or "gemini")
            errors["kind"] = ["This dialect is not spoken yet; use openai, ollama, openclaw or none."];
        if (body.Endpoint is { } endpoint && !errors.ContainsKey("endpoint"))
        {
            try
            {
                await endpoints.CheckAsync(new Uri(endpoint), cancellationToken);
            }
            catch (AddressRefusedException refused)
            {
                errors["endpoint"] = [refused.Message];
            }
        }

        if (errors.Count > 0) throw GridException.Invalid(errors);
    }
}
