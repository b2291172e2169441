// A process that a test can end with kill -9: holds the private server of the folder it is given, until its input ends.
using AgentGrid.Postgres;
using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging.Abstractions;

await using var server = await PrivateServer.StartAsync(
    new PostgresOptions { Home = args[0] }, TimeProvider.System, NullLogger<PrivateServer>.Instance, CancellationToken.None);
Console.WriteLine(server.ProcessId);
await Console.In.ReadToEndAsync();
