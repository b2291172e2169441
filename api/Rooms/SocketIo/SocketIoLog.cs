using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Log messages of the socket.io server. A session is named by the first characters of its id, because the whole of it opens the session.</summary>
internal sealed partial class SocketIoLog(ILogger logger)
{
    private const int ShownOfId = 6;

    internal void Unreadable(string session, SocketIoFault fault) => LogUnreadable(logger, Shown(session), fault);

    internal void OutOfPlace(string session, SocketIoPacketType type) => LogOutOfPlace(logger, Shown(session), type);

    internal void HandlerFailed(Exception exception, string session) => LogHandlerFailed(logger, exception, Shown(session));

    private static string Shown(string session) => session.Length <= ShownOfId ? session : session[..ShownOfId];

    [LoggerMessage(5000, LogLevel.Debug, "Session {Session} sent something that is no packet: {Fault}")]
    private static partial void LogUnreadable(ILogger logger, string session, SocketIoFault fault);

    [LoggerMessage(5001, LogLevel.Debug, "Session {Session} sent a {Type} where none belongs")]
    private static partial void LogOutOfPlace(ILogger logger, string session, SocketIoPacketType type);

    [LoggerMessage(5002, LogLevel.Error, "A handler failed; session {Session} is closed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception exception, string session);
}
