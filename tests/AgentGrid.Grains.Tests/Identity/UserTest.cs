using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Grains.Tests.Identity;

/// <summary>Base of the tests of people: short ways to a user, to a second factor and to a session.</summary>
public abstract class UserTest(TestPostgres postgres) : GrainTest(postgres)
{
    /// <summary>A hash whose cost does not matter here.</summary>
    protected static readonly string Hash = HashOf("correct horse battery");

    private protected static readonly Caller Stranger = Nobody.From("192.0.2.7", "request-1");

    private protected static string HashOf(string secret) => ScryptHash.Create(secret, new ScryptParameters(1, 1, 1)).Text;

    private protected static Caller CallerOf(UserSnapshot user, Guid? session = null) => new()
    {
        Subject = user.Id.ToString(),
        Kind = CallerKind.User,
        Roles = [user.Role],
        Name = user.Email,
        Credential = session is { } id ? $"session:{id}" : null,
    };

    private protected static NewUser New(string name, string role = GridRoles.User) => new() { Email = $"{name}@example.org", DisplayName = name, Role = role, PasswordHash = Hash };

    private protected IUserGrain User(UserSnapshot user) => user.Id.Grain(Grains);

    private protected Task<UserSnapshot> AddAsync(string name, string role = GridRoles.User) =>
        new UserId(Guid.CreateVersion7(Time.GetUtcNow())).Grain(Grains).CreateAsync(Admin, "create-" + name, New(name, role), Cancel);

    /// <summary>Sets a second factor up; its secret is the answer. The step of this moment is spent.</summary>
    private protected async Task<byte[]> EnrolAsync(UserSnapshot user)
    {
        var enrolment = await User(user).BeginTotpAsync(CallerOf(user), Cancel);
        var secret = Base32.Decode(enrolment.Secret)!;
        await User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(secret), [.. Enumerable.Repeat(Hash, BackupCodes.Count)], Cancel);
        return secret;
    }

    private protected string CodeOf(byte[] secret, int steps = 0) => Totp.Code(secret, Totp.StepAt(Time.GetUtcNow()) + steps);

    private protected void NextStep() => Time.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));

    private protected static SignIn With(FactorProof? proof = null, int passwordVersion = 1, string device = "device-1", string? rehashed = null) =>
        new() { PasswordVersion = passwordVersion, Proof = proof, Device = device, Rehashed = rehashed, Purpose = SessionPurpose.Api, UserAgent = "test" };

    private protected static FactorProof Code(string code) => new() { Code = code };

    private protected static FactorProof BackupCode(int number) => new() { BackupCode = number };

    private protected async Task<Guid> SignedInAsync(UserSnapshot user, FactorProof? proof = null, string device = "device-1")
    {
        var result = await User(user).SignInAsync(Stranger, With(proof, device: device), Cancel);
        Assert.Equal(SignInStatus.SignedIn, result.Status);
        return result.SessionId!.Value;
    }

    private protected async Task<int> LiveSessionsAsync(UserSnapshot user) => (await Host.Sessions.ListAsync(user.Id.Value, 200, null, Cancel)).Items.Count;

    /// <summary>A second engine on the same database: a cluster may run two activations of one grain for a while.</summary>
    private protected async Task<GrainHost> SecondHostAsync()
    {
        var second = new GrainHost(Host.Database, Time);
        await second.StartAsync(Cancel);
        return second;
    }

    /// <summary>The last audit event of this action, as stored.</summary>
    private protected async Task<System.Text.Json.JsonElement> EventAsync(string action) => System.Text.Json.JsonDocument.Parse(await Host.Database.ExecuteAsync(
        (connection, token) => connection.QuerySingleAsync<string>(new CommandDefinition(
            "SELECT event FROM audit_outbox WHERE event::json ->> 'action' = @action ORDER BY id DESC LIMIT 1", new { action }, cancellationToken: token)),
        Cancel)).RootElement;

    private protected Task<int> EventsAsync(string action) => Host.Database.ExecuteAsync(
        (connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT count(*) FROM audit_outbox WHERE event::json ->> 'action' = @action", new { action }, cancellationToken: token)),
        Cancel);
}
