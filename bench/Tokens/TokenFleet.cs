using AgentGrid.Bench.Gateway;

namespace AgentGrid.Bench.Tokens;

/// <summary>Registers agents without endpoint and makes an API token for each.</summary>
internal static class TokenFleet
{
    // Tokens are hashed one after the other anyway.
    private const int AtOnce = 4;

    internal static async Task<string[]> MakeAsync(GridAdmin admin, int agents, CancellationToken cancellation)
    {
        var tokens = new string[agents];
        await Parallel.ForAsync(0, agents, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (number, stop) =>
            tokens[number] = (await admin.MakeAgentAsync($"fleet-{number}", stop)).Token);
        return tokens;
    }
}
