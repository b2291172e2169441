using AgentGrid.Domain.Settings;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// The database's resilience pipeline: after a few failures in a row of moments, calls are refused at once; each second one call tries whether the server
/// is back. No retries: only callers know what may be repeated.
/// </summary>
internal static class DatabaseBreaker
{
    public static ResiliencePipeline Build(TimeProvider time, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is DatabaseUnavailableException),
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = TimeSpan.FromSeconds(1),
                OnOpened = arguments =>
                {
                    PostgresLog.BreakerOpened(logger, arguments.Outcome.Exception?.InnerException?.Message ?? "unknown");
                    return default;
                },
                OnClosed = _ =>
                {
                    PostgresLog.BreakerClosed(logger);
                    return default;
                },
            })
            .Build();
}
