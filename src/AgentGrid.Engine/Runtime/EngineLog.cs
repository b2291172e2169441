using Microsoft.Extensions.Logging;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What the engine logs. Event ids 1000 to 1099.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    [LoggerMessage(1000, LogLevel.Warning, "Activation of {GrainId} failed.")]
    public partial void ActivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(1001, LogLevel.Warning, "Deactivation of {GrainId} failed; it ends all the same.")]
    public partial void DeactivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(1002, LogLevel.Error, "{Count} activations did not end in time; they are left behind.")]
    public partial void ShutdownTimedOut(int count);

    [LoggerMessage(1003, LogLevel.Error, "The sweep over activations failed.")]
    public partial void SweepFailed(Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "A timer of {GrainId} failed; it goes on.")]
    public partial void TimerFailed(Exception exception, GrainId grainId);

    [LoggerMessage(1005, LogLevel.Warning, "Reminder {Name} of {GrainId} failed; it comes again after its period.")]
    public partial void ReminderFailed(Exception exception, string name, GrainId grainId);

    [LoggerMessage(1006, LogLevel.Error, "Reminders could not be read; tried again in {Delay}.")]
    public partial void RemindersUnreadable(Exception exception, TimeSpan delay);

    [LoggerMessage(1007, LogLevel.Debug, "A call to observer {GrainId}, which is gone, is dropped.")]
    public partial void ObserverGone(GrainId grainId);

    [LoggerMessage(1008, LogLevel.Warning, "{Method} on {GrainId} failed with an exception that cannot cross a grain boundary; its caller is told only the type.")]
    public partial void FailureCannotCross(Exception exception, GrainMethod method, GrainId grainId);
}
