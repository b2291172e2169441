namespace AgentGrid.Domain.Identity;

/// <summary>How failed sign-ins slow the next ones down.</summary>
public sealed record LoginDelayOptions
{
    /// <summary>Failures without consequence. Default 3.</summary>
    public int FreeFailures { get; init; } = 3;

    /// <summary>The wait after the first failure that has one; each further failure doubles it. Default 1 s.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait. Default 5 minutes.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after the last failure all are forgotten; longer than <see cref="Longest"/>. Default 1 hour.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Devices of one user that are known, at least 1; the one that signed in longest ago is forgotten first. Default 20.</summary>
    public int MaxDevices { get; init; } = 20;
}
