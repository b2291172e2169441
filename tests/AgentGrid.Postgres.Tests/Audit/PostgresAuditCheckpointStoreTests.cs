using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class PostgresAuditCheckpointStoreTests(TestPostgres postgres) : AuditTest(postgres)
{
    private static readonly SigningKey Key = SigningKey.Create(JwtAlgorithm.Es256);

    private PostgresAuditCheckpointStore Checkpoints => new(Database);

    [Fact]
    public async Task AddAsync_checkpoints_are_read_as_they_were_written_and_no_number_is_given_twice()
    {
        var first = AuditCheckpoint.Sign(null, Start, [await AppendAsync(Chain, Event(1))], Key);
        var second = AuditCheckpoint.Sign(first, Start.AddSeconds(30), [await AppendAsync(Chain, Event(2))], Key);
        var rival = AuditCheckpoint.Sign(first, Start.AddSeconds(31), [await AppendAsync(Chain, Event(3))], Key);

        Assert.Null(await Checkpoints.GetLastAsync(Cancel));
        Assert.True(await Checkpoints.AddAsync(first, Cancel));
        Assert.True(await Checkpoints.AddAsync(second, Cancel));
        Assert.False(await Checkpoints.AddAsync(rival, Cancel));

        Assert.Equal(second.ToString(), await Checkpoints.GetLastAsync(Cancel));
        Assert.Equal([first.ToString(), second.ToString()], await Checkpoints.ListAsync(1, 10, Cancel));
        Assert.Equal([second.ToString()], await Checkpoints.ListAsync(2, 10, Cancel));
        Assert.Equal([first.ToString()], await Checkpoints.ListAsync(1, 1, Cancel));
    }

    [Fact]
    public async Task AloneAsync_one_at_a_time_and_free_again_after_a_failure()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var first = Checkpoints.AloneAsync(
            async _ =>
            {
                entered.SetResult();
                await leave.Task;
                throw new InvalidOperationException();
            },
            Cancel);
        await entered.Task;

        Assert.False(await Checkpoints.AloneAsync(_ => throw new InvalidOperationException("ran"), Cancel));
        leave.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);

        Assert.True(await Checkpoints.AloneAsync(_ => Task.CompletedTask, Cancel));
    }
}
