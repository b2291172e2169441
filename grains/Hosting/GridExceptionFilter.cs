using AgentGrid.Contracts;
using AgentGrid.Domain.Settings;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Hosting;

/// <summary>Only <see cref="GridException"/> leaves a grain: an adapter's exception becomes one here, and one that nobody foresaw is logged where it happened.</summary>
public sealed partial class GridExceptionFilter(ILogger<GridExceptionFilter> logger) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var running = context.Invoke();
        return running.IsCompletedSuccessfully ? running : TranslateAsync(context, running);
    }

    private async Task TranslateAsync(IIncomingGrainCallContext context, Task running)
    {
        try
        {
            await running;
        }
        catch (DatabaseUnavailableException away)
        {
            throw GrainFaults.Of(away);
        }
        // The engines' own exceptions must pass: InconsistentStateException drops the activation, cancellation ends the call.
        catch (Exception exception) when (exception is not (GridException or OperationCanceledException or TimeoutException) && exception.GetType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) != true)
        {
            LogUnforeseen(logger, exception, context.InterfaceName, context.MethodName);
            throw new GridException(GridErrorCode.Internal, "Something went wrong inside the grid; the log has the details.");
        }
    }

    [LoggerMessage(2000, LogLevel.Error, "{Interface}.{Method} failed")]
    private static partial void LogUnforeseen(ILogger logger, Exception exception, string @interface, string method);
}
