using System.Net.WebSockets;
using AgentGrid.Contracts;

namespace AgentGrid.Api.Rooms.WebSockets;

/// <summary>The codes a socket is closed with, besides those of RFC 6455 section 7.4.1.</summary>
internal static class RoomCloseCodes
{
    /// <summary>The grid stops, or cannot serve now: come back.</summary>
    internal const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <summary>No token, a wrong one, or one that has ended: get another and come back.</summary>
    internal const WebSocketCloseStatus Unauthenticated = (WebSocketCloseStatus)4401;

    /// <summary>A token that is good, but not for rooms.</summary>
    internal const WebSocketCloseStatus Forbidden = (WebSocketCloseStatus)4403;

    /// <summary>Too many events, in spite of answers that said to wait.</summary>
    internal const WebSocketCloseStatus RateLimited = (WebSocketCloseStatus)4429;

    internal static WebSocketCloseStatus Of(GridErrorCode code) => code switch
    {
        GridErrorCode.Unauthenticated => Unauthenticated,
        GridErrorCode.Forbidden => Forbidden,
        GridErrorCode.RateLimited => RateLimited,
        _ => WebSocketCloseStatus.PolicyViolation,
    };
}
