namespace AgentGrid.Api.Hosting;

/// <summary>
/// Lets the sockets' own threads run what follows a read or a write, instead of handing every step to the thread pool. A gateway does little between two packets, so
/// the change of threads costs more than the work (see docs/decisions/0005-runtime-settings.md). Nothing here may therefore block a thread; heavy work is queued elsewhere.
/// </summary>
internal static class SocketSettings
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Must run before the first socket is made: the runtime reads the setting once. A value that the operator has set stays.</summary>
    internal static void Apply()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
    }
}
