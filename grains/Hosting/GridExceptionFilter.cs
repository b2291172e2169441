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
        catch (TimeoutException late)
        {
            // A call to another grain, or to an adapter, that was not answered may have been carried out all the same.
            LogLate(logger, late, context.InterfaceName, context.MethodName);
            throw new GridException(GridErrorCode.OutcomeUnknown, "The answer did not come in time; it may have been carried out. Repeat with the same operation id to learn which.")
            {
                RetryAfterMs = 1000,
            };
        }
        // The engines' own exceptions must pass: InconsistentStateException drops the activation, cancellation ends the call.
        catch (Exception exception) when (exception is not (GridException or OperationCanceledException) && exception.GetType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) != true)
        {
            LogUnforeseen(logger, exception, context.InterfaceName, context.MethodName);
            throw new GridException(GridErrorCode.Internal, "Something went wrong inside the grid; the log has the details.");
        }
    }

    [LoggerMessage(2006, LogLevel.Warning, "{Interface}.{Method} was not answered in time by what it called")]
    private static partial void LogLate(ILogger logger, Exception exception, string @interface, string method);

    [LoggerMessage(2000, LogLevel.Error, "{Interface}.{Method} failed")]
    private static partial void LogUnforeseen(ILogger logger, Exception exception, string @interface, string method);
}
