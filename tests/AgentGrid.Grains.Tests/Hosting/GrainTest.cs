using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>Base of the grain tests: an engine and a database for each test, so that nothing is shared but the server.</summary>
public abstract class GrainTest(TestPostgres postgres) : IAsyncLifetime
{
    private protected static readonly Caller Admin = new() { Subject = "user/admin", Kind = CallerKind.User, Roles = [GridRoles.Admin] };
    private protected static readonly Caller Operator = new() { Subject = "user/operator", Kind = CallerKind.User, Roles = [GridRoles.Operator] };
    private protected static readonly Caller Someone = new() { Subject = "user/someone", Kind = CallerKind.User, Roles = [GridRoles.User] };
    private protected static readonly Caller Nobody = new() { Subject = "anonymous", Kind = CallerKind.Anonymous };

    private protected GrainHost Host { get; private set; } = null!;

    private protected IGrainFactory Grains => Host.Grains;

    private protected FakeTimeProvider Time => Host.Time;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = new GrainHost(await postgres.OpenDatabaseAsync(Cancel), new FakeTimeProvider());
        await Host.StartAsync(Cancel);
    }

    public virtual async ValueTask DisposeAsync() => await Host.DisposeAsync();

    /// <summary>For writes that a test makes behind a grain's back.</summary>
    private protected AuditEvent AnEvent() => new() { Time = Time.GetUtcNow(), Actor = new AuditActor("test", "user", null), Action = "test.write" };

    /// <summary>Bounds a wait for something that must happen, so that a bug fails the test instead of hanging the run.</summary>
    private protected static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

    /// <summary>Waits for a state that no event announces.</summary>
    private protected static async Task Until(Func<Task<bool>> reached)
    {
        for (var tries = 0; !await reached(); tries++)
        {
            if (tries > 2_000) Assert.Fail("What was waited for did not come.");
            await Task.Delay(10, Cancel);
        }
    }

    private protected static async Task<GridException> RefusedAsync(GridErrorCode code, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<GridException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
