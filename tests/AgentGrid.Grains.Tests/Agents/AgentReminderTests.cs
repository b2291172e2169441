using AgentGrid.Contracts.Agents;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentReminderTests(TestPostgres postgres) : AgentTest(postgres)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(16);

    [Fact]
    public async Task Checks_keep_the_activation_alive()
    {
        await RegisterCheckedAsync();
        for (var passed = TimeSpan.Zero; passed < Idle; passed += TimeSpan.FromSeconds(33)) await NextCheckAsync();

        // A collected activation would have read its row again.
        Host.Agents.Before = method => method == "GetAsync" ? throw new InvalidOperationException("Activated anew.") : Task.CompletedTask;
        Assert.True((await Agent.CheckHealthAsync(Operator, Cancel)).Succeeded);
    }

    [Fact]
    public async Task Reminder_begins_the_checks_again_after_the_end_of_the_process()
    {
        await RemindedAsync();
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        var before = Endpoint.Requests;

        await UntilTimeBringsAsync(() => Task.FromResult(Endpoint.Requests > before));
    }

    [Fact]
    public async Task EnsureCheckedAsync_begins_the_checks_after_the_end_of_the_process()
    {
        await RegisterCheckedAsync();
        await Host.StopAsync();
        await Host.StartAsync(Cancel);

        await Agent.EnsureCheckedAsync(Admin);
        await Agent.EnsureCheckedAsync(Admin);
        await Soon(Endpoint.RequestedAsync(2));
        await Soon(Host.Calls.EndedAsync(nameof(IAgentPoolGrain.ReportHealthAsync), "default", 1));
        Assert.Equal(2, Endpoint.Requests);
    }

    [Fact]
    public async Task DeregisterAsync_removes_the_reminder()
    {
        await RemindedAsync();
        await Agent.DeregisterAsync(Admin, Cancel);
        Assert.Equal(0, await RemindersAsync());
    }

    [Fact]
    public async Task UpdateAsync_that_takes_the_endpoint_away_removes_the_reminder()
    {
        await RemindedAsync();
        await Agent.UpdateAsync(Admin, null, Identity(), Cancel);
        Assert.Equal(0, await RemindersAsync());
    }

    [Fact]
    public async Task Reminder_of_an_agent_that_is_gone_removes_itself()
    {
        await RemindedAsync();
        await Host.StopAsync();
        var row = (await RowAsync())!;
        await Host.Agents.SoftDeleteAsync(row.Id, row.Version, AnEvent(), Cancel);
        await Host.StartAsync(Cancel);

        await UntilTimeBringsAsync(async () => await RemindersAsync() == 0);
    }

    // Past the reminder, then on in small steps until it has happened: a host that has just started may set its clock only after the first one,
    // and large ones would end the very calls that are waited for.
    private Task UntilTimeBringsAsync(Func<Task<bool>> reached)
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        return Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return reached();
        });
    }

    /// <summary>Registers an agent and waits until its reminder is stored.</summary>
    private async Task RemindedAsync()
    {
        if (!GrainHost.RemindersOutliveTheHost) Assert.Skip("Needs reminders that outlive their host.");
        await RegisterCheckedAsync();
        await Until(async () => await RemindersAsync() == 1);
    }

    private async Task<long> RemindersAsync()
    {
        await using var command = Host.Database.DataSource.CreateCommand("SELECT count(*) FROM engine_reminders WHERE name = 'health-checks'");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
