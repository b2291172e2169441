using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AgentGrid.Postgres.Server;

/// <content>The server's process: adopt, start, watch, stop.</content>
public sealed partial class PrivateServer
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AdoptConnectTimeout = TimeSpan.FromSeconds(5);

    private async Task<PrivateServerOrigin> EnsureRunningAsync(CancellationToken cancellationToken)
    {
        var left = PostmasterFile.TryRead(_directory.Data);
        if (left is not null && left.IsAlive())
        {
            PostgresLog.Adopting(_logger, left.ProcessId);
            if (await WaitWhileAliveAsync(file => file.IsReady, cancellationToken) is { } ready)
            {
                await AdoptAsync(ready, cancellationToken);
                return PrivateServerOrigin.Adopted;
            }
        }
        else if (left is not null)
        {
            // Its id may belong to a stranger by now, which would make the new server refuse. The server still checks by its shared memory that no
            // process of the old one lives, so nothing is lost by removing the file.
            PostgresLog.Recovering(_logger, left.ProcessId);
            File.Delete(PostmasterFile.PathIn(_directory.Data));
        }

        await StartPostmasterAsync(cancellationToken);
        return left is null ? PrivateServerOrigin.Started : PrivateServerOrigin.Recovered;
    }

    private async Task AdoptAsync(PostmasterFile running, CancellationToken cancellationToken)
    {
        _socketDirectory = running.SocketDirectory.Length == 0 ? null : running.SocketDirectory;
        _port = running.Port;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { Timeout = (int)AdoptConnectTimeout.TotalSeconds, Pooling = false };
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new PostgresSetupException(
                $"The server left behind in {_directory.Data} (process {running.ProcessId}) runs but does not let us in: {e.Message} Stop it (pg_ctl stop -D {_directory.Data}) and start again.", e);
        }
    }

    private async Task StartPostmasterAsync(CancellationToken cancellationToken)
    {
        _socketDirectory ??= await _directory.CreateSocketDirectoryAsync(_account, _time, cancellationToken);
        if (_socketDirectory is null && _port == 5432)
            _port = FreeLoopbackPort();
        await File.WriteAllTextAsync(Path.Combine(_directory.Data, "postgresql.conf"), ServerSettings.Render(_socketDirectory, _port), cancellationToken);

        var begin = _time.GetTimestamp();
        while (!await TryStartPostmasterAsync(cancellationToken))
        {
            // Processes of a killed server notice its death after a moment and hold its memory until then.
            if (!_directory.LogTail().Contains("still in use", StringComparison.Ordinal) || _time.GetElapsedTime(begin) > _options.ServerStartTimeout)
                throw new PostgresSetupException($"PostgreSQL did not start. The last lines of {_directory.Log}:\n{_directory.LogTail()}");
            await Task.Delay(WatchInterval, _time, cancellationToken);
        }
    }

    /// <summary>
    /// pg_ctl detaches the server from our terminal: Ctrl-C must reach the grid only, which drains its requests and stops the server last.
    /// It looks for readiness ten times a second; reading the file ourselves saves most of that.
    /// </summary>
    private async Task<bool> TryStartPostmasterAsync(CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var seconds = (int)_options.ServerStartTimeout.TotalSeconds;
        var starter = ServerCommand.RunAsync(
            _account, _directory.Root, _binaries.PgCtl, ["start", "-D", _directory.Data, "-l", _directory.Log, "-s", "-w", "-t", $"{seconds}"], _options.ServerStartTimeout + ProgressInterval, _time, cancellationToken);
        var ready = WaitWhileAliveAsync(file => file.IsReady, done.Token, waitForFile: true);
        if (await Task.WhenAny(starter, ready) == ready)
        {
            Forget(starter);
            return await ready is not null;
        }

        await done.CancelAsync();
        Forget(ready);
        return (await starter).ExitCode == 0;
    }

    /// <summary>Waits until the server's file satisfies the condition; null when its process ended before. Bounded; says every few seconds that it still waits.</summary>
    private async Task<PostmasterFile?> WaitWhileAliveAsync(Func<PostmasterFile, bool> condition, CancellationToken cancellationToken, bool waitForFile = false)
    {
        var begin = _time.GetTimestamp();
        var said = begin;
        while (true)
        {
            var file = PostmasterFile.TryRead(_directory.Data);
            if (file is not null && condition(file))
                return file;
            if (!waitForFile && file?.IsAlive() != true)
                return null;
            if (_time.GetElapsedTime(begin) > _options.ServerStartTimeout)
                throw new PostgresSetupException(
                    $"PostgreSQL in {_directory.Data} is not ready after {_options.ServerStartTimeout.TotalSeconds:0} s (status '{file?.Status}'). The last lines of {_directory.Log}:\n{_directory.LogTail()}");
            if (_time.GetElapsedTime(said) > ProgressInterval)
            {
                said = _time.GetTimestamp();
                PostgresLog.StillWaiting(_logger, (int)_time.GetElapsedTime(begin).TotalSeconds, file?.Status ?? "starting");
            }

            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    /// <summary>Starts the server again when it died though nobody stopped it (out of memory, kill -9): the grid heals without a restart.</summary>
    private async Task SuperviseAsync()
    {
        using var timer = new PeriodicTimer(WatchInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (PostmasterFile.TryRead(_directory.Data)?.IsAlive() == true)
                    continue;
                PostgresLog.ServerDied(_logger);
                await RestartAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureRunningAsync(cancellationToken);
            PostgresLog.ServerRuns(_logger, PrivateServerOrigin.Recovered, ProcessId, _directory.Data, 0, 0);
        }
        catch (Exception e) when (e is PostgresSetupException or IOException)
        {
            // The next tick tries again; meanwhile every caller is told that the database is away.
            PostgresLog.RestartFailed(_logger, e);
        }
    }

    private async Task StopPostmasterAsync()
    {
        foreach (var mode in new[] { "fast", "immediate" })
        {
            if (PostmasterFile.TryRead(_directory.Data)?.IsAlive() != true)
                break;
            await ServerCommand.RunAsync(
                _account, _directory.Root, _binaries.PgCtl, ["stop", "-D", _directory.Data, "-s", "-W", "-m", mode], _options.ServerStopTimeout, _time, CancellationToken.None);
            using var limit = new CancellationTokenSource(_options.ServerStopTimeout, _time);
            try
            {
                if (await WaitWhileAliveAsync(static _ => false, limit.Token) is null)
                    break;
            }
            catch (OperationCanceledException)
            {
                PostgresLog.StopTakesLong(_logger, (int)_options.ServerStopTimeout.TotalSeconds, mode);
            }
        }

        if (_socketDirectory is { } run && !run.StartsWith(_directory.Root, StringComparison.Ordinal) && Directory.Exists(run))
            Directory.Delete(run, recursive: true);
        PostgresLog.ServerStopped(_logger);
    }

    private static int FreeLoopbackPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Nobody waits for the loser of a race; its failure must not surface as an unobserved exception.</summary>
    private static void Forget(Task task) =>
        task.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
