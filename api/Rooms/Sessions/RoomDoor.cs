using AgentGrid.Api.Rooms.Channels;
using AgentGrid.Domain;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>What the sessions of all doors share.</summary>
internal sealed partial class RoomDoor(
    RoomRelay relay, RoomSessions sessions, RoomEntry entry, ChannelHub channels, IRoomStore store, IGrainFactory grains, RoomTelemetry telemetry, IdGenerator ids, ILogger<RoomDoor> logger)
{
    /// <summary>Bytes of the largest event that a socket may send.</summary>
    public const int MaxEventBytes = 64 * 1024;

    public RoomRelay Relay => relay;

    public RoomSessions Sessions => sessions;

    public RoomEntry Entry => entry;

    public ChannelHub Channels => channels;

    public IRoomStore Store => store;

    public IGrainFactory Grains => grains;

    public RoomTelemetry Telemetry => telemetry;

    public IdGenerator Ids => ids;

    /// <summary>Lets something go on by itself; what it throws is logged.</summary>
    public void Run(Task running)
    {
        if (!running.IsCompletedSuccessfully) _ = WatchAsync(running);
    }

    public void LogFailed(Exception exception, string name) => LogFailed(logger, exception, name);

    private async Task WatchAsync(Task running)
    {
        try
        {
            await running;
        }
        // Nobody waits for it: the log is the only place where it can be told.
        catch (Exception exception)
        {
            LogFailed(logger, exception, "replay");
        }
    }

    [LoggerMessage(5111, LogLevel.Error, "A socket's {Name} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
