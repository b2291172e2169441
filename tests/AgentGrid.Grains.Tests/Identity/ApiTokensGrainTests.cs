using System.Text.Json;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Grains.Tests.Agents;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class ApiTokensGrainTests(TestPostgres postgres) : AgentTest(postgres)
{
    private static readonly string Hash = Argon2idHash.Create("x", new Argon2idParameters(8, 1, 1)).Text;

    private IApiTokensGrain Tokens => new TokenOwner(Id).Grain(Grains);

    [Fact]
    public async Task CreateAsync_stores_and_RevokeAsync_ends_both_leave_an_audit_event()
    {
        await RegisterAsync(Identity());
        var token = New(ApiTokenKind.Agent);
        var created = (await Tokens.CreateAsync(Admin.From("192.0.2.7", "request-1"), "operation-2", token, Cancel))!;
        Assert.Equal((token.Prefix, "test", Time.GetUtcNow()), (created.Prefix, created.Name, created.CreatedAt));
        Assert.Equal(["gateway"], created.Scopes);
        await Tokens.RevokeAsync(Admin, token.Prefix, Cancel);
        await RefusedAsync(GridErrorCode.NotFound, () => Tokens.RevokeAsync(Admin, token.Prefix, Cancel));

        var events = await EventsAsync();
        Assert.Equal(["agent.registered", "token.created", "token.revoked"], events.Select(Action));
        Assert.Equal($"agent/{Id}", Fact(events[1], "owner"));
        Assert.Contains("192.0.2.7", events[1], StringComparison.Ordinal);
        Assert.DoesNotContain(events, text => text.Contains("argon2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreateAsync_tells_a_taken_prefix_from_a_repeated_operation()
    {
        await RegisterAsync(Identity());
        var token = New(ApiTokenKind.Agent);
        await Tokens.CreateAsync(Admin, "operation-2", token, Cancel);
        Assert.Null(await Tokens.CreateAsync(Admin, "operation-3", token, Cancel));
        var repeated = await RefusedAsync(GridErrorCode.Conflict, () => Tokens.CreateAsync(Admin, "operation-2", New(ApiTokenKind.Agent), Cancel));
        Assert.Contains(token.Prefix, repeated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_an_agent_are_made_and_revoked_by_administrators_only()
    {
        await RegisterAsync(Identity());
        var agent = new Caller { Subject = Id.ToString(), Kind = CallerKind.Agent, Roles = [GridRoles.Agent], Scopes = GridScopes.All };
        foreach (var caller in (Caller[])[Operator, Someone, Nobody, agent])
        {
            await RefusedAsync(GridErrorCode.Forbidden, () => Tokens.CreateAsync(caller, "operation-2", New(ApiTokenKind.Agent), Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Tokens.RevokeAsync(caller, "agt_000000", Cancel));
        }

        await RefusedAsync(GridErrorCode.NotFound, () => new TokenOwner(new AgentId(Guid.CreateVersion7())).Grain(Grains).CreateAsync(Admin, "operation-2", New(ApiTokenKind.Agent), Cancel));
    }

    [Fact]
    public async Task Tokens_of_a_user_are_made_by_that_user_in_person_and_never_with_more_than_they_hold()
    {
        var id = new UserId(Guid.CreateVersion7());
        await Host.Database.ExecuteAsync((connection, _) => connection.ExecuteAsync(
            "INSERT INTO users (id, email, display_name, role, password_hash, created_at, updated_at) VALUES (@id, 'ada@example.org', 'Ada', 'user', '$scrypt$x', now(), now())", new { id = id.Value }), Cancel);
        var tokens = new TokenOwner(id).Grain(Grains);
        Caller User(string? credential, params string[] scopes) =>
            new() { Subject = id.ToString(), Kind = CallerKind.User, Roles = [GridRoles.User], Scopes = [.. scopes], Credential = credential };

        foreach (var caller in (Caller[])[Admin, Someone, Nobody, Caller.System, User("token:usr_abcdef", "gateway"), User("grant:1", "gateway")])
            await RefusedAsync(GridErrorCode.Forbidden, () => tokens.CreateAsync(caller, "operation-1", New(ApiTokenKind.User), Cancel));
        Assert.Contains("scopes", (await RefusedAsync(GridErrorCode.Invalid, () => tokens.CreateAsync(User("session:1", "grid"), "operation-1", New(ApiTokenKind.User), Cancel))).Errors!.Keys);

        var token = New(ApiTokenKind.User);
        Assert.NotNull(await tokens.CreateAsync(User("session:1", "grid", "gateway"), "operation-1", token, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => tokens.RevokeAsync(Admin, token.Prefix, Cancel));
        await tokens.RevokeAsync(User("token:usr_abcdef", "grid"), token.Prefix, Cancel);
    }

    [Fact]
    public async Task CreateAsync_judges_the_fields_again()
    {
        await RegisterAsync(Identity());
        foreach (var (wrong, field) in ((NewApiToken, string)[])[(New(ApiTokenKind.Agent, scopes: ["admin"]), "scopes"), (New(ApiTokenKind.Agent, hash: "plain"), "hash"), (New(ApiTokenKind.Agent, name: " "), "name")])
            Assert.Contains(field, (await RefusedAsync(GridErrorCode.Invalid, () => Tokens.CreateAsync(Admin, "operation-2", wrong, Cancel))).Errors!.Keys);
    }

    [Fact]
    public async Task Commands_on_an_agent_leave_audit_events_of_what_changed_and_refused_ones_leave_none()
    {
        await RegisterAsync(Identity());
        await RegisterAsync(Identity());
        await Agent.UpdateAsync(Admin, null, Identity(pool: "other"), Cancel);
        await RefusedAsync(GridErrorCode.Conflict, () => Agent.UpdateAsync(Admin, 7, Identity(), Cancel));
        await Agent.DeregisterAsync(Admin, Cancel);
        var events = await EventsAsync();
        Assert.Equal(["agent.registered", "agent.updated", "agent.deregistered"], events.Select(Action));
        Assert.Equal("pool", Fact(events[1], "changed"));
    }

    private static NewApiToken New(ApiTokenKind kind, string name = "test", string[]? scopes = null, string? hash = null) =>
        new() { Prefix = ApiToken.Generate(kind).Prefix, Hash = hash ?? Hash, Name = name, Scopes = [.. scopes ?? ["gateway"]] };

    private static string Action(string text) => JsonElement.Parse(text).GetProperty("action").GetString()!;

    private static string Fact(string text, string name) => JsonElement.Parse(JsonElement.Parse(text).GetProperty("details").GetString()!).GetProperty(name).GetString()!;

    private Task<List<string>> EventsAsync() => Host.Database.ExecuteAsync(
        async (connection, _) => (await connection.QueryAsync<string>("SELECT event FROM audit_outbox ORDER BY id")).AsList(), Cancel);
}
