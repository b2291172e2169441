using System.Globalization;

namespace AgentGrid.Postgres.Server;

/// <summary>
/// The private server's <c>postgresql.conf</c>, written anew at each start. Durability stays at its defaults (fsync, synchronous_commit and
/// full_page_writes on): what was acknowledged survives kill -9 and a power cut. Own changes go through ALTER SYSTEM, which wins over this file.
/// </summary>
internal static class ServerSettings
{
    public static string Render(string? socketDirectory, int port)
    {
        var address = socketDirectory is null
            ? "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''"
            : $"listen_addresses = ''\nunix_socket_directories = {Quote($"\"{socketDirectory}\"")}\nunix_socket_permissions = 0700";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by the grid at each start. Change settings with ALTER SYSTEM (postgresql.auto.conf wins).
            {address}
            port = {port}
            password_encryption = 'scram-sha-256'
            # A small machine shared with the grid itself.
            max_connections = 100
            shared_buffers = 64MB
            work_mem = 4MB
            maintenance_work_mem = 64MB
            min_wal_size = 32MB
            max_wal_size = 512MB
            jit = off
            max_logical_replication_workers = 0
            # No statements and no row contents in the log: only starts, stops and what is fatal.
            log_min_messages = log
            log_min_error_statement = panic
            log_error_verbosity = terse
            log_checkpoints = off
            log_line_prefix = '%m [%p] '
            log_timezone = 'UTC'
            timezone = 'UTC'
            datestyle = 'iso, mdy'
            lc_messages = 'C'
            default_text_search_config = 'pg_catalog.simple'
            idle_in_transaction_session_timeout = '5min'
            """) + "\n";
    }

    private static string Quote(string value) => "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";
}
