using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Agents;

/// <summary>At the start sees to it that every agent with an endpoint is checked, whatever became of the engine's own storage.</summary>
internal sealed partial class AgentSweep(IAgentStore store, IGrainFactory grains, TimeProvider time, ILogger<AgentSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                foreach (var id in await store.ListProbedIdsAsync(stoppingToken))
                    await new AgentId(id).Grain(grains).EnsureCheckedAsync(Caller.System);
                return;
            }
            catch (Exception exception) when (exception is DatabaseUnavailableException or GridException or TimeoutException)
            {
                LogAgain(logger, exception);
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(1004, LogLevel.Warning, "The health checks of the agents could not all be started; trying again")]
    private static partial void LogAgain(ILogger logger, Exception exception);
}
