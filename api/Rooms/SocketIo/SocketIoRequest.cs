using AgentGrid.Api.Limits;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>What is kept of the first request of a session.</summary>
internal sealed class SocketIoRequest
{
    private static readonly string[] KeptHeaders = ["Authorization", "Cookie", "Origin", "User-Agent", "x-request-id"];

    private readonly KeyValuePair<string, string>[] _query;
    private readonly KeyValuePair<string, string>[] _headers;

    internal SocketIoRequest(HttpContext context, object? captured)
    {
        _query = [.. context.Request.Query.Where(pair => pair.Key is not ("EIO" or "transport" or "sid" or "t")).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))];
        _headers = [.. KeptHeaders.Where(context.Request.Headers.ContainsKey).Select(name => KeyValuePair.Create(name, context.Request.Headers[name].ToString()))];
        Address = RequestLimits.Address(context);
        Captured = captured;
    }

    /// <summary>Where it came from; an IPv6 address as its /64 network.</summary>
    public string Address { get; }

    /// <summary>What <see cref="SocketIoOptions.Capture"/> made of it.</summary>
    public object? Captured { get; }

    /// <summary>A value of the query (the protocol's own are left out), or null.</summary>
    public string? Query(string name) => Find(_query, name, StringComparison.Ordinal);

    /// <summary><c>Authorization</c>, <c>Cookie</c>, <c>Origin</c>, <c>User-Agent</c> or <c>x-request-id</c>, or null.</summary>
    public string? Header(string name) => Find(_headers, name, StringComparison.OrdinalIgnoreCase);

    private static string? Find(KeyValuePair<string, string>[] pairs, string name, StringComparison comparison)
    {
        foreach (var pair in pairs)
            if (pair.Key.Equals(name, comparison)) return pair.Value;
        return null;
    }
}
