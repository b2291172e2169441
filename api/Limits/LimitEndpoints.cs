using AgentGrid.Api.Audit;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Limits;

/// <summary><c>/api/v1/limits</c>: the policies in force, and overrides for one subject, token or address. Limits are changed, never switched off.</summary>
public static class LimitEndpoints
{
    private const int LongestWindowSeconds = 3600;
    private static readonly string[] Scopes = ["subject", "token", "address"];

    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/limits").WithTags("Limits").RequireAuthorization(GridRoles.Admin);
        group.MapGet("", ListPolicies).WithSummary("Lists the policies.");
        group.MapGet("/overrides", ListAsync).WithSummary("Lists the overrides.").Refuses(422);
        group.MapPut("/overrides/{policy}/{scope}/{subject}", PutAsync).Example("""{ "permits": 6000, "windowSeconds": 60 }""")
            .WithSummary("Sets the limit of one subject, token or address under a policy.").Refuses(404, 422);
        group.MapDelete("/overrides/{policy}/{scope}/{subject}", DeleteAsync).WithSummary("Removes an override; the policy's own limit holds again.").Refuses(404, 422);
    }

    private static Ok<ListResponse<LimitPolicyResponse>> ListPolicies() => TypedResults.Ok(new ListResponse<LimitPolicyResponse>(
        [.. LimitPolicy.All.Select(p => new LimitPolicyResponse(p.Name, p.Permits, p.Window.TotalSeconds, p.BlockBase.TotalSeconds, p.BlockCap.TotalSeconds))], null));

    private static async Task<Ok<ListResponse<LimitOverrideResponse>>> ListAsync(HttpContext context, ILimitOverrideStore store, int? limit, string? cursor)
    {
        var page = await Paging.ReadAsync(() => store.ListAsync(Paging.Limit(limit), cursor, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<LimitOverrideResponse>(
            [.. page.Items.Select(o => new LimitOverrideResponse(o.Policy, o.Scope, o.Subject, o.Permits, o.WindowSeconds))], page.NextCursor));
    }

    private static async Task<Ok<LimitOverrideResponse>> PutAsync(
        HttpContext context, ILimitOverrideStore store, IGrainFactory grains, LimiterClient limiter, TimeProvider time, string policy, string scope, string subject, [FromBody] LimitOverrideRequest body)
    {
        var key = Key(policy, scope, subject);
        var errors = new Dictionary<string, string[]>();
        if (body.Permits is null or < 1 or > LimitPolicy.MaxPermits) errors["permits"] = [$"Must be 1 to {LimitPolicy.MaxPermits}."];
        var window = body.WindowSeconds ?? (int)LimitPolicy.Find(policy)!.Window.TotalSeconds;
        if (window is < 1 or > LongestWindowSeconds) errors["windowSeconds"] = [$"Must be 1 to {LongestWindowSeconds}."];
        if (errors.Count > 0) throw GridException.Invalid(errors);

        var set = new LimitOverride
        {
            Policy = policy,
            Scope = scope,
            Subject = subject,
            Permits = body.Permits!.Value,
            WindowSeconds = window,
            CreatedBy = context.Caller().Subject,
            CreatedAt = time.GetUtcNow(),
        };
        var facts = AuditDetails.Of(("permits", set.Permits), ("windowSeconds", set.WindowSeconds));
        await store.UpsertAsync(set, context.Actor().Audit(AuditActions.LimitOverridden, set.CreatedAt, Target(key), details: facts), context.RequestAborted);
        await key.Grain(grains).RefreshAsync(context.Caller());
        limiter.Forget(key);
        return TypedResults.Ok(new LimitOverrideResponse(policy, scope, subject, body.Permits.Value, window));
    }

    private static async Task<NoContent> DeleteAsync(
        HttpContext context, ILimitOverrideStore store, IGrainFactory grains, LimiterClient limiter, TimeProvider time, string policy, string scope, string subject)
    {
        var key = Key(policy, scope, subject);
        var audit = context.Actor().Audit(AuditActions.LimitRestored, time.GetUtcNow(), Target(key));
        if (!await store.DeleteAsync(policy, scope, subject, audit, context.RequestAborted)) throw GridException.NotFound("override");
        await key.Grain(grains).RefreshAsync(context.Caller());
        limiter.Forget(key);
        return TypedResults.NoContent();
    }

    private static AuditTarget Target(LimiterKey key) => new("limit", $"{key.Policy}/{key.Scope}/{key.Subject}");

    private static LimiterKey Key(string policy, string scope, string subject)
    {
        if (LimitPolicy.Find(policy) is null) throw GridException.NotFound($"limit '{policy}'");
        if (!Scopes.Contains(scope)) throw GridException.NotFound($"scope '{scope}'");
        if (subject.Length > 200 || subject.Any(char.IsControl)) throw GridException.Invalid("subject", "Must be at most 200 characters without control characters.");
        return new LimiterKey(policy, scope, subject);
    }
}
