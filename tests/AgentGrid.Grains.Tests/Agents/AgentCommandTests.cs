using System.Reflection;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Settings;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentCommandTests(TestPostgres postgres) : AgentTest(postgres)
{
    [Fact]
    public async Task RegisterAsync_writes_the_row_and_tells_the_pool()
    {
        var snapshot = await RegisterAsync(Definition(weight: 7));

        var row = await RowAsync();
        Assert.Equal(("agent-one", 7, 1), (row!.Name, row.Weight, row.Version));
        Assert.Equal((Id, 1, AgentHealthStatus.Unknown), (snapshot.Id, snapshot.Version, snapshot.Health));
        Assert.Equal(Id, (await Pool.LeaseAsync(Someone, null, [])).Target!.Id);
    }

    [Fact]
    public async Task RegisterAsync_repeated_gives_the_first_answer_also_under_another_id()
    {
        var first = await RegisterAsync(Identity());
        Assert.Equal(first.Id, (await RegisterAsync(Identity())).Id);
        var other = new AgentId(Guid.CreateVersion7());
        Assert.Equal(first.Id, (await other.Grain(Grains).RegisterAsync(Admin, "operation-1", Identity(), Cancel)).Id);
        await RefusedAsync(GridErrorCode.NotFound, () => other.Grain(Grains).DeregisterAsync(Admin, Cancel));
        await RefusedAsync(GridErrorCode.Conflict, () => RegisterAsync(Identity(), "operation-2"));
    }

    [Fact]
    public async Task RegisterAsync_repeated_after_the_deletion_does_not_bring_the_agent_back()
    {
        await RegisterCheckedAsync();
        await Agent.DeregisterAsync(Admin, Cancel);
        var checks = Endpoint.Requests;

        Assert.Equal(Id, (await RegisterAsync(Definition())).Id);

        await RefusedAsync(GridErrorCode.NotFound, () => Agent.CheckHealthAsync(Operator, Cancel));
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await Pool.LeaseAsync(Someone, null, [])).Outcome);
        Assert.Equal(checks, Endpoint.Requests);
    }

    [Fact]
    public async Task Name_that_is_taken_is_a_conflict_and_changes_nothing()
    {
        await RegisterAsync(Identity("taken"));
        var other = new AgentId(Guid.CreateVersion7()).Grain(Grains);
        await RefusedAsync(GridErrorCode.Conflict, () => other.RegisterAsync(Admin, "operation-2", Identity("taken"), Cancel));
        var mine = await other.RegisterAsync(Admin, "operation-3", Identity("mine"), Cancel);
        await RefusedAsync(GridErrorCode.Conflict, () => other.UpdateAsync(Admin, null, Identity("taken"), Cancel));

        Assert.Equal(2, (await other.UpdateAsync(Admin, mine.Version, Identity("mine-too"), Cancel)).Version);
    }

    [Fact]
    public async Task UpdateAsync_moves_between_pools_and_tells_both()
    {
        await RegisterAsync(Definition());
        Assert.Single((await Pool.GetAsync(Someone)).Members);

        var moved = await Agent.UpdateAsync(Admin, 1, Definition(pool: "other"), Cancel);

        Assert.Equal((2, "other"), (moved.Version, moved.Definition.Pool));
        Assert.Empty((await Pool.GetAsync(Someone)).Members);
        Assert.Single((await new PoolName("other").Grain(Grains).GetAsync(Someone)).Members);
    }

    [Fact]
    public async Task UpdateAsync_keeps_the_key_unless_one_is_given()
    {
        var sealedKey = Host.Secrets.Protect("sk-first-of-all", Domain.Agents.AgentSecret.Identity(Id.Value));
        await RegisterAsync(WithKey(sealedKey, "-all"));
        await Soon(Endpoint.RequestedAsync(1));
        Assert.Contains("Bearer sk-first-of-all", Endpoint.LastRequest, StringComparison.Ordinal);

        Assert.Equal("-all", (await Agent.UpdateAsync(Admin, null, Definition(), Cancel)).Definition.ApiKeyLast4);
        Assert.Equal(sealedKey, (await RowAsync())!.ApiKeyEncrypted);
        Assert.Null((await Agent.UpdateAsync(Admin, null, WithKey(null, null), Cancel)).Definition.ApiKeyLast4);
        Assert.Null((await RowAsync())!.ApiKeyEncrypted);
    }

    [Fact]
    public async Task UpdateAsync_with_another_version_is_refused()
    {
        await RegisterAsync(Identity());
        await RefusedAsync(GridErrorCode.Conflict, () => Agent.UpdateAsync(Admin, 2, Identity("renamed"), Cancel));
        Assert.Equal("agent-one", (await RowAsync())!.Name);
    }

    [Fact]
    public async Task UpdateAsync_of_a_stale_activation_loses_reloads_and_overwrites_nothing()
    {
        await RegisterAsync(Identity());
        await WriteBehindAsync("Written by another");

        await RefusedAsync(GridErrorCode.Conflict, () => Agent.UpdateAsync(Admin, null, Identity("renamed"), Cancel));
        Assert.Equal(("Written by another", 2), ((await RowAsync())!.DisplayName, (await RowAsync())!.Version));

        Assert.Equal(3, (await Agent.UpdateAsync(Admin, 2, Identity("renamed"), Cancel)).Version);
    }

    [Fact]
    public async Task DeregisterAsync_of_a_stale_activation_loses_and_reloads()
    {
        await RegisterAsync(Identity());
        await WriteBehindAsync("Written by another");

        await RefusedAsync(GridErrorCode.Conflict, () => Agent.DeregisterAsync(Admin, Cancel));
        Assert.NotNull(await RowAsync());
        await Agent.DeregisterAsync(Admin, Cancel);
        Assert.Null(await RowAsync());
        await RefusedAsync(GridErrorCode.NotFound, () => Agent.DeregisterAsync(Admin, Cancel));
    }

    [Fact]
    public async Task DeregisterAsync_takes_the_agent_out_of_its_pool_and_frees_its_name()
    {
        await RegisterAsync(Definition());
        await Agent.DeregisterAsync(Admin, Cancel);
        Assert.Empty((await Pool.GetAsync(Someone)).Members);
        await RefusedAsync(GridErrorCode.NotFound, () => Agent.UpdateAsync(Admin, null, Definition(), Cancel));
        await new AgentId(Guid.CreateVersion7()).Grain(Grains).RegisterAsync(Admin, "operation-2", Definition(), Cancel);
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Command_is_acknowledged_though_the_pool_cannot_be_told(Type failure)
    {
        Host.Calls.Fail = (method, _) => Unreachable(method) ? (Exception)Activator.CreateInstance(failure)! : null;

        await RegisterAsync(Definition());
        Assert.Equal(2, (await Agent.UpdateAsync(Admin, null, Definition(weight: 3), Cancel)).Version);
        Assert.True((await Agent.CheckHealthAsync(Operator, Cancel)).Succeeded);
        await Agent.DeregisterAsync(Admin, Cancel);
        Assert.Null(await RowAsync());

        static bool Unreachable(MethodInfo method) => method.DeclaringType == typeof(IAgentPoolGrain);
    }

    [Fact]
    public async Task Commands_of_callers_without_the_role_are_refused()
    {
        await RegisterAsync(Definition());
        foreach (var caller in new[] { Nobody, Someone, Operator })
        {
            await RefusedAsync(GridErrorCode.Forbidden, () => new AgentId(Guid.CreateVersion7()).Grain(Grains).RegisterAsync(caller, "operation-2", Identity(), Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Agent.UpdateAsync(caller, null, Identity(), Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Agent.DeregisterAsync(caller, Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Agent.EnsureCheckedAsync(caller));
        }

        await RefusedAsync(GridErrorCode.Forbidden, () => Agent.CheckHealthAsync(Someone, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => Agent.CheckHealthAsync(Nobody, Cancel));
        Assert.Equal(1, (await RowAsync())!.Version);
    }

    [Fact]
    public async Task Definition_that_breaks_a_rule_is_Invalid_and_names_the_field()
    {
        var refusal = await RefusedAsync(GridErrorCode.Invalid, () => RegisterAsync(Definition(weight: 1001)));
        Assert.Equal(["weight"], refusal.Errors!.Keys);
        await RegisterAsync(Identity());
        await RefusedAsync(GridErrorCode.Invalid, () => Agent.UpdateAsync(Admin, null, Identity("Not A Slug"), Cancel));
    }

    [Fact]
    public async Task Database_that_is_away_is_Unavailable_and_nothing_is_changed()
    {
        Host.Agents.Before = method => method == "InsertAsync" ? throw new DatabaseUnavailableException("away", TimeSpan.FromSeconds(2)) : Task.CompletedTask;
        Assert.Equal(2000, (await RefusedAsync(GridErrorCode.Unavailable, () => RegisterAsync(Identity()))).RetryAfterMs);
        Host.Agents.Before = _ => Task.CompletedTask;
        Assert.Null(await RowAsync());
        Assert.Equal(1, (await RegisterAsync(Identity())).Version);
    }

    [Fact]
    public async Task Database_that_breaks_off_is_OutcomeUnknown_and_the_repetition_tells()
    {
        Host.Agents.Before = async method =>
        {
            if (method != "InsertAsync") return;
            Host.Agents.Before = _ => Task.CompletedTask;
            await Host.Agents.InsertAsync(Row(), AnEvent(), Cancel);
            throw new DatabaseUnavailableException("broken off", TimeSpan.FromSeconds(1), outcomeUnknown: true);
        };
        await RefusedAsync(GridErrorCode.OutcomeUnknown, () => RegisterAsync(Identity()));
        Assert.Equal((Id, 1), ((await RegisterAsync(Identity())).Id, (await RowAsync())!.Version));
    }

    [Fact]
    public async Task Fault_of_an_adapter_is_Internal_and_says_nothing_of_itself()
    {
        await RegisterAsync(Identity());
        Host.Agents.Before = _ => throw new InvalidOperationException("password=hunter2");
        var refusal = await RefusedAsync(GridErrorCode.Internal, () => Agent.DeregisterAsync(Admin, Cancel));
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapter_that_does_not_answer_is_OutcomeUnknown()
    {
        await RegisterAsync(Identity());
        Host.Agents.Before = _ => throw new TimeoutException();
        await RefusedAsync(GridErrorCode.OutcomeUnknown, () => Agent.DeregisterAsync(Admin, Cancel));
    }

    private AgentDefinition WithKey(string? encrypted, string? last4) => new()
    {
        Name = "agent-one",
        DisplayName = "agent-one",
        Role = "agent",
        Kind = "openai",
        Endpoint = Endpoint.Endpoint,
        Pool = "default",
        ApiKeyGiven = true,
        ApiKeyEncrypted = encrypted,
        ApiKeyLast4 = last4,
        Weight = 1,
        TimeoutSeconds = 60,
        MaxFails = 3,
        FailTimeoutSeconds = 10,
    };

    private Domain.Agents.AgentRecord Row() => new()
    {
        Id = Id.Value,
        Name = "agent-one",
        DisplayName = "agent-one",
        Kind = "none",
        OperationId = "operation-1",
        CreatedAt = Time.GetUtcNow(),
    };
}
