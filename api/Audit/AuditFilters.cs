using System.Globalization;
using AgentGrid.Contracts;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>Reads the filter of a query.</summary>
internal static class AuditFilters
{
    /// <exception cref="GridException">Invalid, with every wrong field.</exception>
    internal static AuditFilter Of(IQueryCollection query)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = new AuditFilter
        {
            Chains = Read(query, "chain") is not { } chain ? null : AuditChains.IsName(chain) ? [chain] : Wrong<string[]>("chain", "Must be the name of a chain: system, project:<id> or room:<id>."),
            From = Time("from"),
            To = Time("to"),
            Actor = Text("actor"),
            Action = Text("action"),
            Target = Text("target"),
            Result = Read(query, "result") switch
            {
                null => null,
                "ok" => AuditResult.Ok,
                "refused" => AuditResult.Refused,
                "failed" => AuditResult.Failed,
                _ => Wrong<AuditResult?>("result", "Must be ok, refused or failed."),
            },
        };
        return errors.Count == 0 ? filter : throw GridException.Invalid(errors);

        DateTimeOffset? Time(string name) => Read(query, name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : Wrong<DateTimeOffset?>(name, "Must be a time like 2026-07-01T08:00:00Z.");

        string? Text(string name) => Read(query, name) is not { } text ? null
            : text.Length <= AuditEventBounds.MaxText && !text.Any(char.IsControl) ? text
            : Wrong<string>(name, $"Must be at most {AuditEventBounds.MaxText} characters without control characters.");

        T? Wrong<T>(string field, string message)
        {
            errors[field] = [message];
            return default;
        }
    }

    private static string? Read(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
}
