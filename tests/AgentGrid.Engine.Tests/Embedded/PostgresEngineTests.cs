using AgentGrid.Engine.Tests.Reminders;
using AgentGrid.Engine.Tests.State;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;

namespace AgentGrid.Engine.Tests.Embedded;

/// <summary>State and reminders on a real PostgreSQL server, as the unprivileged role.</summary>
public sealed class PostgresEngineTests(TestPostgres server) : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private NpgsqlDataSource? _database;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync(cancellationToken: Cancel)) { Options = "-c role=grid_app" };
        _database = NpgsqlDataSource.Create(connection);
    }

    public async ValueTask DisposeAsync() => await _database!.DisposeAsync();

    [Fact]
    public async Task State_survives_a_restart()
    {
        await using (var host = await StartAsync())
        {
            var grain = host.Grains.GetGrain<IStatefulGrain>("größe/1");
            await grain.AddAndWrite(3);
            Assert.Equal(5, await grain.AddAndWrite(2));
        }

        await using var next = await StartAsync();
        Assert.Equal(5, await next.Grains.GetGrain<IStatefulGrain>("größe/1").Value());
        Assert.True(await next.Grains.GetGrain<IStatefulGrain>("größe/1").Exists());
    }

    [Fact]
    public async Task Lost_race_drops_the_activation_and_the_next_reads_the_winner()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.Grains.GetGrain<IStatefulGrain>("race").AddAndWrite(1);
        Assert.Equal(3, await second.Grains.GetGrain<IStatefulGrain>("race").AddAndWrite(2));
        await Assert.ThrowsAsync<InconsistentStateException>(() => first.Grains.GetGrain<IStatefulGrain>("race").AddAndWrite(10));
        Assert.Equal(3, await first.Grains.GetGrain<IStatefulGrain>("race").Value());
        Assert.Equal(4, await first.Grains.GetGrain<IStatefulGrain>("race").AddAndWrite(1));
    }

    [Fact]
    public async Task First_write_of_two_fails_for_the_second()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        Assert.Equal(0, await second.Grains.GetGrain<IStatefulGrain>("new").Value());
        await first.Grains.GetGrain<IStatefulGrain>("new").AddAndWrite(1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => second.Grains.GetGrain<IStatefulGrain>("new").AddAndWrite(1));
    }

    [Fact]
    public async Task Cleared_state_is_gone_and_can_be_written_again()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IStatefulGrain>("clear");
        await grain.AddAndWrite(1);
        await grain.Clear();
        Assert.False(await grain.Exists());
        Assert.Equal(7, await grain.AddAndWrite(7));
    }

    [Fact]
    public async Task Reminder_survives_a_restart_and_ticks_when_it_was_missed()
    {
        await using (var host = await StartAsync())
        {
            await host.Grains.GetGrain<IReminderGrain>("pg-reminder").Register("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        }

        _time.Advance(TimeSpan.FromHours(3));
        await using var next = await StartAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("01:00:00", await Gates.Wait("pg-reminder-r").WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        Assert.Equal(["r"], await next.Grains.GetGrain<IReminderGrain>("pg-reminder").Names());
        Assert.True(await next.Grains.GetGrain<IReminderGrain>("pg-reminder").Unregister("r"));
        Assert.Empty(await next.Grains.GetGrain<IReminderGrain>("pg-reminder").Names());
    }

    private Task<EmbeddedHost> StartAsync() => EmbeddedHost.StartAsync(_time, services => services
        .AddSingleton(_database!)
        .AddPostgresGrainStorage()
        .AddPostgresGrainStorage("other")
        .UsePostgresReminders());
}
