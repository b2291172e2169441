using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Tokens;

/// <summary>Sign-ins with an address that nobody has, at a fixed rate. Every answer is a refusal, so the generator's errors by reason are what was answered.</summary>
internal static class WrongLogins
{
    internal const double Rate = 200;

    // More than may wait to be hashed: otherwise the generator and not the grid would hold the storm back.
    private const int Connections = 512;
    internal const string Path = "/api/v1/auth/login";
    private const string Body = """{"email":"nobody@example.org","password":"a wrong password of some length"}""";

    internal static Task<LoadResult> RunAsync(int port, double seconds, CancellationToken cancellation) => SteadyDispatch.RunAsync(
        new LoadPlan { Port = port, Path = Path, Body = Body, Connections = Connections, Rate = Rate, WarmUpSeconds = 0, Seconds = seconds }, cancellation);
}
