using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Identity;

public sealed class PostgresUserStoreTests(TestPostgres postgres) : IdentityStoreTest(postgres)
{
    private static readonly UserFilter All = new();

    [Fact]
    public async Task InsertAsync_then_reading_gives_every_field_back()
    {
        var user = New("ada") with { DisplayName = "Adä ✓", Role = UserRoles.Operator, OperationId = "op-1" };

        var result = await Users.InsertAsync(user, Audit(AuditActions.UserCreated), Cancel);

        Assert.Equal(UserInsertOutcome.Inserted, result.Outcome);
        Assert.Equal(user with { Position = result.User!.Position, UpdatedAt = Now }, result.User);
        Assert.Equal(result.User, await Users.GetAsync(user.Id, Cancel));
        Assert.Equal(result.User, await Users.FindByEmailAsync("ada@example.org", Cancel));
        Assert.Equal([AuditActions.UserCreated], await ActionsAsync());
    }

    [Fact]
    public async Task InsertAsync_repeated_gives_the_first_answer_and_writes_nothing()
    {
        var first = (await Users.InsertAsync(New("ada") with { OperationId = "op-1" }, Audit(), Cancel)).User!;

        var again = await Users.InsertAsync(New("other") with { OperationId = "op-1" }, Audit(), Cancel);

        Assert.Equal((UserInsertOutcome.Replayed, first), (again.Outcome, again.User));
        Assert.Single(await ActionsAsync());
    }

    [Fact]
    public async Task InsertAsync_address_taken_writes_nothing()
    {
        await AddAsync("ada");

        Assert.Equal(UserInsertOutcome.EmailTaken, (await Users.InsertAsync(New("ada"), Audit(), Cancel)).Outcome);
        Assert.Single(await ActionsAsync());
    }

    [Fact]
    public async Task InsertAsync_administrators_only_the_first_is_news()
    {
        await AddAsync("user");
        Assert.False(await Users.HasAdministratorAsync(Cancel));
        await AddAsync("one", UserRoles.Admin);
        await AddAsync("two", UserRoles.Admin);

        Assert.True(await Users.HasAdministratorAsync(Cancel));
        Assert.Equal(["bootstrap"], await NewsAsync());
    }

    [Fact]
    public async Task InsertFirstAdministratorAsync_at_once_has_one_winner()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Users.InsertFirstAdministratorAsync(New("admin" + i, UserRoles.Admin), Audit(), Cancel)));

        Assert.Single(won, true);
        Assert.Single((await Users.ListAsync(50, null, All, Cancel)).Items);
        Assert.Equal(["bootstrap"], await NewsAsync());
        Assert.Single(await ActionsAsync());
    }

    [Fact]
    public async Task UpdateAsync_changes_name_role_and_disabling_and_nothing_else()
    {
        await AddAsync("admin", UserRoles.Admin);
        var user = await AddAsync("ada");
        Time.Advance(TimeSpan.FromMinutes(1));

        var changed = user with { Email = "other@example.org", PasswordHash = "$scrypt$other", DisplayName = "Ada", Role = UserRoles.Operator, DisabledAt = Now };
        Assert.Equal(UserWriteOutcome.Done, await Users.UpdateAsync(changed, 1, Audit(), Cancel));

        Assert.Equal(user with { DisplayName = "Ada", Role = UserRoles.Operator, DisabledAt = Now, Version = 2, UpdatedAt = Now }, await Users.GetAsync(user.Id, Cancel));
        Assert.Equal(["bootstrap", $"user:{user.Id}"], await NewsAsync());
    }

    [Fact]
    public async Task UpdateAsync_of_the_name_only_is_no_news()
    {
        var user = await AddAsync("ada");

        await Users.UpdateAsync(user with { DisplayName = "Ada" }, 1, Audit(), Cancel);

        Assert.Empty(await NewsAsync());
    }

    [Fact]
    public async Task UpdateAsync_other_version_is_stale_and_writes_nothing()
    {
        var user = await AddAsync("ada");

        Assert.Equal(UserWriteOutcome.Stale, await Users.UpdateAsync(user with { DisplayName = "Ada" }, 2, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Stale, await Users.DeleteAsync(user.Id, 2, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Stale, await Users.DeleteAsync(Guid.CreateVersion7(), 1, Audit(), Cancel));

        Assert.Equal(user, await Users.GetAsync(user.Id, Cancel));
        Assert.Single(await ActionsAsync());
    }

    [Fact]
    public async Task Last_administrator_is_neither_demoted_disabled_nor_deleted()
    {
        var admin = await AddAsync("admin", UserRoles.Admin);
        await AddAsync("disabled", UserRoles.Admin);
        var disabled = await Users.FindByEmailAsync("disabled@example.org", Cancel);
        await Users.UpdateAsync(disabled! with { DisabledAt = Now }, 1, Audit(), Cancel);

        Assert.Equal(UserWriteOutcome.LastAdministrator, await Users.UpdateAsync(admin with { Role = UserRoles.User }, 1, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.LastAdministrator, await Users.UpdateAsync(admin with { DisabledAt = Now }, 1, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.LastAdministrator, await Users.DeleteAsync(admin.Id, 1, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Done, await Users.UpdateAsync(admin with { DisplayName = "Boss" }, 1, Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Done, await Users.DeleteAsync(disabled!.Id, 2, Audit(), Cancel));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Administrators_demoted_all_at_once_leave_one(int count)
    {
        var admins = new List<UserRecord>();
        for (var i = 0; i < count; i++) admins.Add(await AddAsync("admin" + i, UserRoles.Admin));

        var outcomes = await Task.WhenAll(admins.Select((admin, i) => i % 2 == 0
            ? Users.UpdateAsync(admin with { Role = UserRoles.User }, 1, Audit(), Cancel)
            : Users.DeleteAsync(admin.Id, 1, Audit(), Cancel)));

        Assert.Single(outcomes, UserWriteOutcome.LastAdministrator);
        Assert.Equal(count - 1, outcomes.Count(outcome => outcome == UserWriteOutcome.Done));
        Assert.True(await Users.HasAdministratorAsync(Cancel));
    }

    [Fact]
    public async Task DeleteAsync_leaves_nothing_that_opens_anything()
    {
        var user = await AddWithFactorAsync("ada");
        await Database.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO api_tokens (prefix, user_id, name, token_hash, scopes, operation_id, created_at, created_by) VALUES ('usr_abcdef', @Id, 't', '$argon2id$x', 'grid', 'op', @Now, 'x')",
                new { user.Id, Now },
                cancellationToken: token)),
            Cancel);
        var session = SignIn(user, FactorSpend.OfStep(101));
        await Users.SignInAsync(session, Audit(), Cancel);

        Assert.Equal(UserWriteOutcome.Done, await Users.DeleteAsync(user.Id, user.Version, Audit(AuditActions.UserDeleted), Cancel));

        Assert.Null(await Users.GetAsync(user.Id, Cancel));
        Assert.Null(await Users.FindByEmailAsync(user.Email, Cancel));
        Assert.Empty((await Users.ListAsync(50, null, All, Cancel)).Items);
        Assert.Empty(await Users.UnusedBackupCodesAsync(user.Id, Cancel));
        Assert.NotNull((await Sessions.GetAsync(session.Session.Id, Cancel))!.RevokedAt);
        Assert.Equal($"user:{user.Id}", (await NewsAsync())[^1]);
        Assert.Equal(0, await Database.ExecuteAsync(
            (connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition(
                "SELECT (SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL) + (SELECT count(*) FROM users WHERE password_hash <> '$scrypt$deleted' OR totp_secret_encrypted IS NOT NULL)",
                cancellationToken: token)),
            Cancel));
        Assert.Equal(UserInsertOutcome.Inserted, (await Users.InsertAsync(New("ada"), Audit(), Cancel)).Outcome);
    }

    [Fact]
    public async Task ListAsync_filters_and_pages_in_order_of_creation()
    {
        await AddAsync("boss", UserRoles.Admin);
        for (var i = 0; i < 5; i++) await AddAsync("user%" + i);
        var disabled = await AddAsync("gone");
        await Users.UpdateAsync(disabled with { DisabledAt = Now }, 1, Audit(), Cancel);

        var first = await Users.ListAsync(3, null, All, Cancel);
        var second = await Users.ListAsync(4, first.NextCursor, All, Cancel);

        Assert.Equal(["boss", "user%0", "user%1"], first.Items.Select(user => user.DisplayName));
        Assert.Equal(["user%2", "user%3", "user%4", "gone"], second.Items.Select(user => user.DisplayName));
        Assert.Null(second.NextCursor);
        Assert.Equal(["boss"], await NamesAsync(new UserFilter { Role = UserRoles.Admin }));
        Assert.Equal(["gone"], await NamesAsync(new UserFilter { IsDisabled = true }));
        Assert.Equal(6, (await NamesAsync(new UserFilter { IsDisabled = false })).Length);
        Assert.Equal(["user%3"], await NamesAsync(new UserFilter { Query = "USER%3" }));
        Assert.Empty(await NamesAsync(new UserFilter { Query = "r_" }));
        await Assert.ThrowsAsync<FormatException>(() => Users.ListAsync(3, "bm9uc2Vuc2U", All, Cancel));

        async Task<string[]> NamesAsync(UserFilter filter) => [.. (await Users.ListAsync(50, null, filter, Cancel)).Items.Select(user => user.DisplayName)];
    }
}
