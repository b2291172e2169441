using System.Diagnostics;
using AgentGrid.Bench.Grains;
using AgentGrid.Bench.Load;
using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Bench.Audit;

/// <summary>The chain of an audit log as the grid runs it: its grain on the engine, a private PostgreSQL underneath, in this process.</summary>
internal sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Callers that append one record each and wait for it.</summary>
    internal const int Callers = 64;

    private readonly GridDatabase _database;
    private readonly IHost _host;
    private readonly PostgresAuditStore _store;
    private readonly IAuditChainGrain _chain;

    private AuditLog(GridDatabase database, IHost host)
    {
        _database = database;
        _host = host;
        _store = new PostgresAuditStore(database);
        _chain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAuditChainGrain>(AuditChains.System);
    }

    /// <summary>Opens the log in the home of a grid that does not run.</summary>
    internal static async Task<AuditLog> OpenAsync(string home, CancellationToken cancellation)
    {
        var database = await GridDatabase.OpenAsync(new PostgresOptions { Home = home, MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        return new AuditLog(database, await EngineHost.StartAsync(database, cancellation));
    }

    /// <summary>How the server commits: what "durable" means here.</summary>
    internal async Task<string> DurabilityAsync(CancellationToken cancellation)
    {
        await using var command = _database.DataSource.CreateCommand("SELECT 'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')");
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Appends for some seconds. Durable appends per second, and how long each took.</summary>
    internal async Task<(double PerSecond, LatencySummary Latency)> AppendAsync(double seconds, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => LoopAsync(caller, watch, seconds, cancellation), cancellation)));
        var elapsed = watch.Elapsed.TotalSeconds;
        var histogram = new LatencyHistogram();
        foreach (var latency in latencies.SelectMany(own => own)) histogram.Record(latency);
        return (histogram.Count / elapsed, histogram.Summarise());
    }

    /// <summary>Appends, many at once, until the chain has so many entries.</summary>
    internal async Task FillAsync(long entries, CancellationToken cancellation)
    {
        var head = await _store.GetHeadAsync(AuditChains.System, cancellation);
        for (var index = head.Index; index < entries;)
        {
            var count = (int)Math.Min(AuditBatch.MaxRecords, entries - index);
            await _chain.AppendAsync(Caller.System, new AuditBatch { Records = [.. Enumerable.Range(0, count).Select(number => SampleEntry.Of(index + number))] });
            index += count;
        }
    }

    /// <summary>Entries of the chain and bytes that its two tables and their indexes take.</summary>
    internal async Task<(long Entries, long Bytes)> MeasureDiskAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("VACUUM ANALYZE audit_heads, audit_contents", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
        command.CommandText = "SELECT (SELECT max(index) FROM audit_heads), pg_total_relation_size('audit_heads') + pg_total_relation_size('audit_contents')";
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>The first entries, in memory.</summary>
    internal async Task<List<AuditEntry>> ReadAsync(long most, CancellationToken cancellation)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in _store.ReadAsync(AuditChains.System, 1, most, cancellation)) entries.Add(entry);
        return entries;
    }

    /// <summary>Verifies the whole chain as it is read: entries and seconds.</summary>
    /// <exception cref="InvalidOperationException">It does not verify.</exception>
    internal async Task<(long Entries, double Seconds)> VerifyAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.System));
        var finding = await verifier.VerifyAsync(_store.ReadAsync(AuditChains.System, 1, AuditHead.Max, cancellation), cancellation);
        return finding is null ? (verifier.Entries, watch.Elapsed.TotalSeconds) : throw new InvalidOperationException($"The log does not verify: {finding}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<List<long>> LoopAsync(int caller, Stopwatch watch, double seconds, CancellationToken cancellation)
    {
        var latencies = new List<long>();
        for (long number = caller; watch.Elapsed.TotalSeconds < seconds && !cancellation.IsCancellationRequested; number += Callers)
        {
            var batch = new AuditBatch { Records = [SampleEntry.Of(number)] };
            var began = Stopwatch.GetTimestamp();
            await _chain.AppendAsync(Caller.System, batch);
            latencies.Add((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
        }

        return latencies;
    }
}
