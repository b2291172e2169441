using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Rooms.Audit;

/// <summary>
/// Tells the system's audit chain each minute where the rooms stand that moved: from then on nobody can shorten or rewrite what was said without its being seen, at the cost of
/// one entry a room. Safe in any number of processes.
/// </summary>
internal sealed partial class RoomAnchoring(IRoomChainStore rooms, TimeProvider time, ILogger<RoomAnchoring> logger) : BackgroundService
{
    private const int Portion = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>One round.</summary>
    /// <exception cref="DatabaseUnavailableException">Those that are left are told in the next.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await rooms.AnchorAsync(Portion, Describe, cancellationToken) == Portion)
        {
            // There may be more.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (DatabaseUnavailableException away)
            {
                LogPostponed(logger, away);
            }
        }
    }

    private AuditEvent Describe(RoomAnchor room) => new()
    {
        Time = time.GetUtcNow(),
        Actor = new AuditActor("system", "system", null),
        Action = AuditActions.RoomAnchored,
        Target = new AuditTarget("room", room.RoomId.ToString("D"), room.Slug),
        Details = AuditDetails.Of(("epoch", room.Epoch), ("seq", room.Seq), ("fingerprint", room.Fingerprint.ToString())),
    };

    [LoggerMessage(5114, LogLevel.Warning, "Heads of rooms could not be written to the audit log; the next attempt is in a minute")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}
