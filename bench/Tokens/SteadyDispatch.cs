using System.Text.Json;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Tokens;

/// <summary>Dispatches at a fixed rate through the gateway, in slices, for as long as something else goes on beside them.</summary>
internal sealed class SteadyDispatch(int port, string token, double sliceSeconds)
{
    internal const double Rate = 200;

    private const double SettleSeconds = 0.5;

    internal Task<LoadResult> SliceAsync(CancellationToken cancellation) => RunAsync(Plan(sliceSeconds), cancellation);

    /// <summary>Not counted: the program compiles while it runs.</summary>
    internal Task WarmUpAsync(double seconds, CancellationToken cancellation) => RunAsync(Plan(seconds), cancellation);

    /// <summary>Starts dispatching, then what is to go on beside, and stops after the slice in which that ended.</summary>
    internal async Task<(T Beside, IReadOnlyList<LoadResult> Slices)> BesideAsync<T>(Func<Task<T>> beside, CancellationToken cancellation)
    {
        var slices = new List<LoadResult>();
        var slice = SliceAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(SettleSeconds * 2), TimeProvider.System, cancellation);
        var other = beside();
        do
        {
            slices.Add(await slice);
            if (!other.IsCompleted) slice = SliceAsync(cancellation);
        }
        while (!slice.IsCompleted);
        return (await other, slices);
    }

    /// <summary>Runs the generator in a process of its own.</summary>
    internal static async Task<LoadResult> RunAsync(LoadPlan plan, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<LoadResult>(await ChildProcess.RunAsync(ProcessPlan.Self("load"), JsonSerializer.Serialize(plan), cancellation))!;

    private LoadPlan Plan(double seconds) => new()
    {
        Port = port,
        Path = "/v1/chat/completions",
        Headers = ["Authorization: Bearer " + token],
        Body = """{"model":"pool/default","messages":[{"role":"user","content":"Say what the weather is like."}]}""",
        Rate = Rate,
        WarmUpSeconds = SettleSeconds,
        Seconds = seconds,
    };
}
