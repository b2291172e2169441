using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Postgres.Limits;
using AgentGrid.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Hosting;

public sealed class HousekeepingTests(TestPostgres postgres)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_that_ended_long_ago_and_old_news_go()
    {
        var time = new FakeTimeProvider();
        await using var database = await postgres.OpenDatabaseAsync(Cancel);
        var users = new PostgresUserStore(database);
        var user = (await users.InsertAsync(
            new UserRecord { Id = Guid.CreateVersion7(), Email = "a@b", DisplayName = "a", Role = "user", PasswordHash = "$scrypt$", CreatedAt = time.GetUtcNow() }, Audit(), Cancel)).User!;
        await EndedSessionAsync();
        time.Advance(TimeSpan.FromDays(25));
        await EndedSessionAsync();
        using var housekeeping = new Housekeeping(
            new PostgresIdempotencyStore(database, time), new PostgresSessionStore(database, SessionPolicy.Default, time), new PostgresOAuthGrantStore(database, time),
            new PostgresCredentialNewsFeed(database, time), time, NullLogger<Housekeeping>.Instance);
        await housekeeping.StartAsync(Cancel);

        while (time.PendingTimers == 0) await Task.Delay(5, Cancel);
        // Now the first is 30 days and 10 minutes over, the second not.
        time.Advance(TimeSpan.FromDays(5) + SessionPolicy.Default.Absolute + Every);
        await UntilAsync("sessions", 1);
        await UntilAsync("revocations", 0);
        await housekeeping.StopAsync(Cancel);

        async Task EndedSessionAsync()
        {
            var now = time.GetUtcNow();
            var session = new SessionRecord
            {
                Id = Guid.CreateVersion7(),
                UserId = user.Id,
                Purpose = "api",
                Methods = ["pwd"],
                Device = "device",
                SignedInAt = now,
                LastSeenAt = now,
                EndsAt = now + SessionPolicy.Default.Absolute,
            };
            await users.SignInAsync(new SignInWrite { Judged = user, Session = session }, Audit(), Cancel);
            await new PostgresSessionStore(database, SessionPolicy.Default, time).EndAsync(user.Id, session.Id, Audit(), Cancel);
        }

        AuditEvent Audit() => new() { Time = time.GetUtcNow(), Actor = new AuditActor("test", "user", null), Action = AuditActions.UserUpdated };

        async Task UntilAsync(string table, int count)
        {
            for (var tries = 0; await CountAsync(table) != count; tries++)
            {
                Assert.True(tries < 500, $"{table} has {await CountAsync(table)} rows.");
                await Task.Delay(10, Cancel);
            }
        }

        Task<int> CountAsync(string table) =>
            database.ExecuteAsync((connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition($"SELECT count(*) FROM {table}", cancellationToken: token)), Cancel);
    }
}
