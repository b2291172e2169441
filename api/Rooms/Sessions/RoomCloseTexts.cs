using AgentGrid.Contracts;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>What a client is told before its socket is closed.</summary>
internal static class RoomCloseTexts
{
    internal static GridException Of(RoomCloseReason reason) => reason switch
    {
        RoomCloseReason.Abuse => new GridException(GridErrorCode.RateLimited, "The answers said to wait, and this socket did not."),
        RoomCloseReason.TokenExpired => new GridException(GridErrorCode.Unauthenticated, "The token has expired; come back with a new one, or send it as 'auth' before the old one ends."),
        _ => new GridException(GridErrorCode.Unauthenticated, "What this socket was opened with has ended or was revoked; sign in again."),
    };
}
