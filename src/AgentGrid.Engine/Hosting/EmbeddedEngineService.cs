using Microsoft.Extensions.Hosting;
using Orleans.Reminders;

namespace Orleans.Hosting;

/// <summary>Starts and stops the engine with the host. Stops after the services registered later, so what serves requests ends first.</summary>
internal sealed class EmbeddedEngineService(EmbeddedEngine engine, ReminderService? reminders) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        engine.Start();
        if (reminders is not null) await reminders.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (reminders is not null) await reminders.StopAsync();
        await engine.StopAsync(cancellationToken);
    }
}
