namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>Why the server closes a socket.</summary>
internal enum RoomCloseReason
{
    /// <summary>What the client presented has ended or was revoked: it must sign in again.</summary>
    CredentialEnded,

    /// <summary>The token has expired: the client may come back at once with a new one.</summary>
    TokenExpired,

    /// <summary>The client went on sending although it was told to wait.</summary>
    Abuse,
}
