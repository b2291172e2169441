using System.Globalization;
using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// Reads <c>DATABASE_URL</c>: a libpq connection URI (PostgreSQL manual, section 34.1.1.2), with percent-encoding and the query parameters named in
/// <see cref="Keywords"/>, or a keyword string in the driver's own form. Messages never repeat the value: it holds a password.
/// </summary>
public static class DatabaseUrl
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslnegotiation"] = "SSL Negotiation",
        ["channel_binding"] = "Channel Binding",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["passfile"] = "Passfile",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
        ["keepalives_idle"] = "Tcp Keepalive Time",
        ["keepalives_interval"] = "Tcp Keepalive Interval",
    };

    /// <summary>The connection settings the value stands for.</summary>
    /// <exception cref="PostgresSetupException">It cannot be understood.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string value)
    {
        try
        {
            var text = value.Trim();
            var builder = SchemeEnd(text) is { } start ? ParseUri(text[start..]) : new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(builder.Host) ? throw Invalid("it names no host") : builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            throw Invalid(e is KeyNotFoundException or ArgumentException { ParamName: "keyword" } ? e.Message : "it is neither a URI nor a keyword string, or one of its values is out of range");
        }
    }

    private static int? SchemeEnd(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) ? "postgresql://".Length
        : text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) ? "postgres://".Length
        : null;

    /// <summary>[user[:password]@][host[:port],…][/database][?name=value&amp;…]</summary>
    private static NpgsqlConnectionStringBuilder ParseUri(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var (rest, query) = Cut(text, '?');
        var (authority, database) = Cut(rest, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            Set(builder, "user", user);
            Set(builder, "password", password);
        }

        SetHosts(builder, authority[(at + 1)..]);
        Set(builder, "dbname", database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, argument) = Cut(pair, '=');
            Set(builder, Uri.UnescapeDataString(name), argument);
        }

        return builder;
    }

    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string hosts)
    {
        var colon = hosts.LastIndexOf(':');
        if (!hosts.Contains(',', StringComparison.Ordinal) && colon > hosts.LastIndexOf(']'))
        {
            Set(builder, "port", hosts[(colon + 1)..]);
            hosts = hosts[..colon];
        }

        Set(builder, "host", hosts.Contains(',', StringComparison.Ordinal) ? hosts : hosts.TrimStart('[').TrimEnd(']'));
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string encoded)
    {
        var value = Uri.UnescapeDataString(encoded);
        if (value.Length == 0)
            return;
        if (!Keywords.TryGetValue(name, out var keyword))
            throw new KeyNotFoundException($"parameter '{name}' is not known");
        builder[keyword] = name switch
        {
            "sslmode" or "channel_binding" or "target_session_attrs" => value.Replace("-", "", StringComparison.Ordinal),
            "port" => (int)ushort.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture),
            "connect_timeout" => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture),
            _ => value,
        };
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }

    private static PostgresSetupException Invalid(string why) => new(
        $"DATABASE_URL cannot be used: {why}. It looks like postgres://user:password@host:5432/database?sslmode=require (special characters percent-encoded) or Host=…;Username=…;Password=…;Database=…");
}
