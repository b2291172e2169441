using AgentGrid.Api.Identity.People;
using AgentGrid.Api.Settings;
using AgentGrid.Postgres;

namespace AgentGrid.Api.Hosting;

/// <summary>The process: reads the command line, runs the grid or a command, and turns what stops it into one clear line and an exit code.</summary>
public static class GridProgram
{
    private const int ExitUsage = 64;
    private const int ExitConfiguration = 78;

    /// <summary>Runs until Ctrl-C or SIGTERM. 0 after an orderly end, 64 for an unknown command, 78 for a wrong setting (sysexits.h).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["secrets", "rotate"]:
                    return await SecretsCommand.RotateAsync(CancellationToken.None);
                case ["users", "recover", { } email]:
                    return await RecoverCommand.RunAsync(email, CancellationToken.None);
                case [{ } command, ..] when !command.StartsWith('-'):
                    await Console.Error.WriteLineAsync($"Unknown command '{string.Join(' ', args)}'. Commands: secrets rotate; users recover <email>. Without a command the grid starts; options: --demo, --urls <url>.");
                    return ExitUsage;
            }

            await using var host = await GridHost.StartAsync(args);
            await host.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is SettingException or PostgresSetupException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitConfiguration;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Stop what uses it, or choose another with --urls http://127.0.0.1:<port>.");
            return ExitConfiguration;
        }
    }
}
