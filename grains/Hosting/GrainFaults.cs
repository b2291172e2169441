using AgentGrid.Contracts;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Grains.Hosting;

/// <summary>What an adapter throws, as the refusal that may leave a grain.</summary>
internal static class GrainFaults
{
    private const string Away = "The database is not reachable; nothing was changed. Try again shortly.";

    /// <summary>The refusal for a database that is away, or that went away before it had answered.</summary>
    public static GridException Of(DatabaseUnavailableException away) => away.OutcomeUnknown
        ? Refusal(GridErrorCode.OutcomeUnknown, "The database went away before it answered; it may have been carried out. Repeat with the same operation id to learn which.", away)
        : Refusal(GridErrorCode.Unavailable, Away, away);

    /// <summary>Runs the readings of an activation. Call filters do not see those, and a reading changes nothing, whatever became of it.</summary>
    public static async Task ReadingAsync(Task reading)
    {
        try
        {
            await reading;
        }
        catch (DatabaseUnavailableException away)
        {
            throw Refusal(GridErrorCode.Unavailable, Away, away);
        }
    }

    private static GridException Refusal(GridErrorCode code, string message, DatabaseUnavailableException away) =>
        new(code, message) { RetryAfterMs = (long)away.RetryAfter.TotalMilliseconds };
}
