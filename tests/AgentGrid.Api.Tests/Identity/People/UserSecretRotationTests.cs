using AgentGrid.Api.Settings;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.People;

/// <summary>The secrets of second factors under a new master key.</summary>
public sealed class UserSecretRotationTests(TestPostgres postgres)
{
    private const string Old = "old-secret-key-0123456789-0123456789-abc";
    private const string New = "new-secret-key-0123456789-0123456789-abc";
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AuditEvent Audit = new() { Time = Now, Actor = new AuditActor("test", "user", null), Action = AuditActions.UserUpdated };

    [Fact]
    public async Task Rotate_encrypts_secrets_in_use_and_pending_anew_and_changes_nothing_else()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = await postgres.OpenDatabaseAsync(cancel);
        var users = new PostgresUserStore(database);
        var old = new SecretBox(Old);
        var (used, pending) = (await AddAsync("used"), await AddAsync("pending"));
        await users.ConfirmTotpAsync(used, old.Protect("SECRET", UserSecrets.Totp(used.Id)), 1, [], Audit, cancel);
        var before = (await users.GetAsync(used.Id, cancel))!;

        var rotated = new List<int>();
        foreach (var store in PostgresUserSecrets.All(database)) rotated.Add(await SecretsCommand.RotateAsync(store, new SecretBox(New, Old), cancel));

        Assert.Equal([1, 1], rotated);
        var box = new SecretBox(New);
        var after = (await users.GetAsync(used.Id, cancel))!;
        Assert.Equal("SECRET", box.Unprotect(after.TotpSecretEncrypted!, UserSecrets.Totp(used.Id)));
        Assert.Equal(before with { TotpSecretEncrypted = after.TotpSecretEncrypted }, after);
        Assert.Equal("PENDING", box.Unprotect((await users.GetAsync(pending.Id, cancel))!.TotpPendingEncrypted!, UserSecrets.PendingTotp(pending.Id)));

        async Task<UserRecord> AddAsync(string name)
        {
            var user = new UserRecord { Id = Guid.CreateVersion7(), Email = name + "@example.org", DisplayName = name, Role = "user", PasswordHash = "$scrypt$", CreatedAt = Now };
            await users.InsertAsync(user, Audit, cancel);
            await users.BeginTotpAsync(user.Id, old.Protect("PENDING", UserSecrets.PendingTotp(user.Id)), Audit, cancel);
            return (await users.GetAsync(user.Id, cancel))!;
        }
    }
}
