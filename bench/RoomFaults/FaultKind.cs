namespace AgentGrid.Bench.RoomFaults;

/// <summary>What is done to the grid and its sockets while members talk.</summary>
internal enum FaultKind
{
    /// <summary>Half of the TCP connections are reset, both ends.</summary>
    Reset,

    /// <summary>A third of the TCP connections carry nothing any more, and neither end is told.</summary>
    Abandon,

    /// <summary>kill -9 of the API process, which then is started again.</summary>
    KillApi,

    /// <summary>The database is shut down fast (sessions are ended, what was committed is written) and started again.</summary>
    RestartDatabase,

    /// <summary>The database is shut down immediately (no word to anybody, recovery from its log) and started again.</summary>
    CrashDatabase,
}
