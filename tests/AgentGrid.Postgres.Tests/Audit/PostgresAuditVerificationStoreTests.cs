using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class PostgresAuditVerificationStoreTests(TestPostgres postgres) : AuditTest(postgres)
{
    private PostgresAuditVerificationStore Verification => new(Database);

    [Fact]
    public async Task FindLinksAsync_gives_what_is_there_of_several_chains()
    {
        await AppendAsync(Chain, Event(1), Event(2), Event(3));
        await AppendAsync("project:1", Event(1));
        var expected = (await ReadAllAsync()).Concat(await ReadAllAsync("project:1")).Where(entry => entry.Link.Index is 1 or 3).Select(entry => entry.Link);

        var found = await Verification.FindLinksAsync([(Chain, 1), (Chain, 3), (Chain, 4), ("project:1", 1), ("project:2", 1)], Cancel);

        Assert.Equal(expected.OrderBy(link => link.Fingerprint.ToString()), found.OrderBy(link => link.Fingerprint.ToString()));
        Assert.Empty(await Verification.FindLinksAsync([], Cancel));
    }

    [Fact]
    public async Task AloneAsync_one_of_each_kind_at_a_time_and_free_again_afterwards()
    {
        var ran = await Verification.AloneAsync(
            AuditVerificationTask.Background,
            async token =>
            {
                Assert.False(await Verification.AloneAsync(AuditVerificationTask.Background, _ => throw new InvalidOperationException("It runs already."), token));
                Assert.True(await Verification.AloneAsync(AuditVerificationTask.OnDemand, _ => Task.CompletedTask, token));
            },
            Cancel);
        Assert.True(ran);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Verification.AloneAsync(AuditVerificationTask.Background, _ => throw new InvalidOperationException("x"), Cancel));
        Assert.True(await Verification.AloneAsync(AuditVerificationTask.Background, _ => Task.CompletedTask, Cancel));
    }
}
