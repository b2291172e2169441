using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>
/// Parameters as they came, repetitions and case included (RFC 6749 appendix B). The framework's own collections are not used: they take <c>STATE</c> for <c>state</c>.
/// </summary>
internal sealed class ConnectParameters
{
    /// <summary>Most bytes of a form.</summary>
    public const int MostBytes = 32 * 1024;

    // Ours, beside the client's: in what people post and where a page sends them on.
    private const string OwnPrefix = "grid_";

    private readonly ILookup<string, string> _values;

    private ConnectParameters(IReadOnlyList<KeyValuePair<string, string>> all)
    {
        All = all;
        _values = all.ToLookup(parameter => parameter.Key, parameter => parameter.Value, StringComparer.Ordinal);
    }

    /// <summary>Names and values in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All { get; }

    /// <summary>Whether a parameter came twice (RFC 6749 section 3.2 forbids it: two readers might read two things).</summary>
    public bool HasDuplicates => _values.Any(value => value.Count() > 1);

    /// <summary>The one value; null when there is none, several, or an empty one, which counts as left out (RFC 6749 section 3.1).</summary>
    public string? this[string name] => _values[name].Take(2).ToArray() is [{ Length: > 0 } value] ? value : null;

    /// <summary>Without those that are ours.</summary>
    public ConnectParameters Foreign => new([.. All.Where(parameter => !parameter.Key.StartsWith(OwnPrefix, StringComparison.Ordinal))]);

    /// <summary>Written as a query, with <c>?</c> where there are any. One text for one list: tickets are bound to it.</summary>
    public string ToQuery() =>
        All.Count == 0 ? "" : "?" + string.Join('&', All.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>With one more.</summary>
    public ConnectParameters With(string name, string value) => new([.. All, new(name, value)]);

    /// <summary>Reads the query.</summary>
    public static ConnectParameters OfQuery(HttpRequest request) => Parse(request.QueryString.Value);

    /// <summary>Query and form together, in this order.</summary>
    public static ConnectParameters Join(ConnectParameters first, ConnectParameters second) => new([.. first.All, .. second.All]);

    /// <summary>Reads a body of <c>application/x-www-form-urlencoded</c>; null when it is none, or a larger one than anybody needs to send.</summary>
    public static async Task<ConnectParameters?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)) return null;
        if (request.ContentLength > MostBytes) return null;
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes ? null : Parse(Encoding.UTF8.GetString(buffer, 0, length));
    }

    private static ConnectParameters Parse(string? text)
    {
        var all = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(text))
            all.Add(new(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        return new ConnectParameters(all);
    }
}
