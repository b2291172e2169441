namespace Orleans.Hosting;

/// <summary>What the activations of one grain type have done since the engine started.</summary>
/// <param name="GrainType">See <see cref="Runtime.GrainType"/>.</param>
/// <param name="Activations">Now in memory.</param>
/// <param name="Calls">Requests and timer ticks run; rates are differences of two snapshots.</param>
/// <param name="Errors">Of these, how many ended in an exception.</param>
/// <param name="TurnTime">Time spent on threads.</param>
public sealed record GrainTypeStatistics(string GrainType, int Activations, long Calls, long Errors, TimeSpan TurnTime);
