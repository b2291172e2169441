using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class PostgresAuditSealStoreTests(TestPostgres postgres) : AuditTest(postgres)
{
    private const string Other = "project:1";

    private PostgresAuditSealStore Seals => new(Database);

    [Fact]
    public async Task DeleteContentsAsync_takes_the_contents_of_a_range_and_leaves_what_holds_the_chain()
    {
        await AppendAsync(Chain, Enumerable.Range(1, 10).Select(number => Event(number)));
        await AppendAsync(Other, Enumerable.Range(1, 3).Select(number => Event(number)));

        Assert.Equal(3, await Seals.DeleteContentsAsync(Chain, 1, 3, Cancel));
        Assert.Equal(1, await Seals.DeleteContentsAsync(Chain, 2, 4, Cancel));
        Assert.Equal(0, await Seals.DeleteContentsAsync("project:2", 1, 10, Cancel));

        Assert.Equal([5L, 6, 7, 8, 9, 10], (await ReadWholeAsync()).Where(entry => !entry.IsSealed).Select(entry => entry.Link.Index));
        Assert.Equal(new Dictionary<string, long> { [Chain] = 5, [Other] = 1 }, await Seals.FindFirstContentsAsync(Cancel));
        await Seals.DeleteContentsAsync(Other, 1, 3, Cancel);
        Assert.Equal([Chain], (await Seals.FindFirstContentsAsync(Cancel)).Keys);
    }

    [Fact]
    public async Task DeleteContentsAsync_leaves_the_connection_as_the_application_again()
    {
        await AppendAsync(Chain, Event(1));
        await Seals.DeleteContentsAsync(Chain, 1, 1, Cancel);

        for (var i = 0; i < 3; i++)
            Assert.Equal("grid_app", await Database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<string>("SELECT current_user::text"), Cancel));
    }

    [Fact]
    public async Task AloneAsync_is_one_at_a_time_and_does_not_keep_verifications_out()
    {
        var verification = new PostgresAuditVerificationStore(Database);
        Assert.True(await Seals.AloneAsync(
            async token =>
            {
                Assert.False(await Seals.AloneAsync(_ => throw new InvalidOperationException("Two at once."), token));
                Assert.True(await verification.AloneAsync(AuditVerificationTask.Background, _ => Task.CompletedTask, token));
            },
            Cancel));
        Assert.True(await Seals.AloneAsync(_ => Task.CompletedTask, Cancel));
    }
}
