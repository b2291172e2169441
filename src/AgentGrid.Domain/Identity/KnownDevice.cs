namespace AgentGrid.Domain.Identity;

/// <summary>A device that its user has signed in from before.</summary>
/// <param name="Id">The id in the device's signed cookie.</param>
/// <param name="LastSignIn">When the user last signed in from it.</param>
/// <param name="Delay">Its own failures.</param>
public sealed record KnownDevice(string Id, DateTimeOffset LastSignIn, LoginDelay Delay);
