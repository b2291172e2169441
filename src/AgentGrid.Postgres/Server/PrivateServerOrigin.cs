namespace AgentGrid.Postgres.Server;

/// <summary>How the private server came to run.</summary>
public enum PrivateServerOrigin
{
    /// <summary>A new data folder was made.</summary>
    Created,

    /// <summary>The data folder existed and its server had been stopped in order.</summary>
    Started,

    /// <summary>The data folder's server had been killed: it was started and recovered by itself.</summary>
    Recovered,

    /// <summary>The server still ran, left behind by a killed process.</summary>
    Adopted,
}
