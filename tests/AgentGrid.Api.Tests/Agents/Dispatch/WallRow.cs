namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>
/// One fault and what must come of it. Agent <c>a</c> has the fault, agent <c>b</c> of the same pool answers well; <c>a</c> is asked first.
/// </summary>
/// <param name="Fault">What is wrong with <c>a</c>.</param>
/// <param name="Script">How <c>a</c> does it; null when it has no server at all.</param>
/// <param name="Saw">What the client sees, as <see cref="Seen"/> words it; agents are called <c>a</c> and <c>b</c>.</param>
/// <param name="Metered">What is metered for <c>a</c>, as <see cref="AgentNumbers"/> words it.</param>
/// <param name="Next">Who is asked next: <c>b</c> or nobody.</param>
public sealed record WallRow(string Fault, Func<UpstreamExchange, Task>? Script, string Saw, string Metered, string Next)
{
    /// <summary>The client asks for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The client asks for usage too.</summary>
    public bool WantUsage { get; init; }

    /// <summary>The fault is a silence: <c>a</c> has a time-out of one second.</summary>
    public bool Silent { get; init; }

    /// <summary>Where <c>a</c> seems to be, when not at its scripted server; <c>{0}</c> stands for that server's port.</summary>
    public string? Endpoint { get; init; }

    public override string ToString() => Stream ? Fault + " (stream)" : Fault;
}
