namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>A socket, of whichever door, as its session sees it. Thread-safe; nothing here waits.</summary>
internal interface IRoomConnection
{
    /// <summary>
    /// Sends an event. False when the socket takes too little and its queue is full: then everything is refused until it has taken all, and the session is told so by
    /// <see cref="RoomSession.Drained"/>. Also false when it is closed.
    /// </summary>
    bool TrySend(RoomEvent sent);

    /// <summary>Tells the client why and closes; for credentials that have ended and for abuse.</summary>
    void Close(RoomCloseReason reason);
}
