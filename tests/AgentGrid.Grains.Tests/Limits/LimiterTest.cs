using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Limits;

/// <summary>Base of the limiter tests.</summary>
public abstract class LimiterTest(TestPostgres postgres) : GrainTest(postgres)
{
    private protected const string Subject = "user/someone";

    private protected ILimiterGrain Limiter(LimitPolicy policy) => new LimiterKey(policy.Name, "subject", Subject).Grain(Grains);

    private protected Task OverrideAsync(LimitPolicy policy, int permits, int windowSeconds = 60) => Host.Overrides.UpsertAsync(
        new LimitOverride
        {
            Policy = policy.Name,
            Scope = "subject",
            Subject = Subject,
            Permits = permits,
            WindowSeconds = windowSeconds,
            CreatedAt = Time.GetUtcNow(),
            CreatedBy = Admin.Subject,
        },
        Event(AuditActions.LimitOverridden),
        Cancel);

    private protected AuditEvent Event(string action) => new() { Time = Time.GetUtcNow(), Actor = new AuditActor(Admin.Subject, "user", null), Action = action };

    /// <summary>Asks so many times for one permit; how many were given.</summary>
    private protected static async Task<int> TakeAsync(ILimiterGrain limiter, int times)
    {
        var taken = 0;
        for (var i = 0; i < times; i++) taken += (await limiter.LeaseAsync(1)).Permits;
        return taken;
    }
}
