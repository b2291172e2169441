using System.Buffers.Text;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// The content of an entry as canonical JSON (<see cref="CanonicalJson"/>): the members of <see cref="AuditEvent"/>, those that are null left out. Time is RFC 3339 in UTC with
/// six decimals, cut off and not rounded. Holds buffers for reuse: not thread-safe.
/// </summary>
public sealed class AuditContent
{
    private readonly CanonicalJson _json = new();
    private readonly JsonBuffer _content = new();
    private readonly JsonBuffer _details = new();

    /// <summary>The canonical content in UTF-8; valid until the next call.</summary>
    /// <exception cref="CanonicalJsonException">The details are no JSON object that has a canonical form, a text is not Unicode, or all is longer than <see cref="CanonicalJson.MaxBytes"/>.</exception>
    public ReadOnlySpan<byte> Write(AuditEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        // In canonical order: sorted by name.
        _content.Truncate(0);
        _content.Raw("{\"action\":"u8);
        _content.String(happened.Action);
        _content.Raw(",\"actor\":{\"id\":"u8);
        _content.String(happened.Actor.Id);
        _content.Raw(",\"kind\":"u8);
        _content.String(happened.Actor.Kind);
        Optional(",\"name\":"u8, happened.Actor.Name);
        _content.Raw((byte)'}');
        Optional(",\"address\":"u8, happened.Address);
        if (happened.Details is not null)
            Details(happened.Details);
        Optional(",\"requestId\":"u8, happened.RequestId);
        _content.Raw(",\"result\":"u8);
        _content.String(AuditTerms.Name(happened.Result));
        if (happened.Target is { } target)
        {
            _content.Raw(",\"target\":{\"id\":"u8);
            _content.String(target.Id);
            Optional(",\"name\":"u8, target.Name);
            _content.Raw(",\"type\":"u8);
            _content.String(target.Type);
            _content.Raw((byte)'}');
        }
        _content.Raw(",\"time\":"u8);
        Time(_content, happened.Time);
        _content.Raw((byte)'}');
        if (_content.Length > CanonicalJson.MaxBytes)
            throw new CanonicalJsonException(CanonicalJsonFault.TooLarge);
        return _content.Written;
    }

    /// <summary>SHA-256 of the canonical content.</summary>
    /// <exception cref="CanonicalJsonException">As <see cref="Write"/>.</exception>
    public AuditFingerprint Hash(AuditEvent happened) => AuditFingerprint.Of(Write(happened));

    /// <summary>SHA-256 of the canonical form of a content in UTF-8.</summary>
    /// <exception cref="CanonicalJsonException">It has none.</exception>
    public AuditFingerprint Hash(ReadOnlySpan<byte> json) => AuditFingerprint.Of(_json.Write(json));

    /// <summary>A time as JSON.</summary>
    internal static void Time(JsonBuffer json, DateTimeOffset time)
    {
        // "O" of a UTC time has seven decimals and a Z.
        const int Length = 28;
        json.Raw((byte)'"');
        Utf8Formatter.TryFormat(time.UtcDateTime, json.Room(Length), out _, new System.Buffers.StandardFormat('O'));
        json.Advance(Length - 2);
        json.Raw("Z\""u8);
    }

    private void Optional(ReadOnlySpan<byte> member, string? value)
    {
        if (value is null)
            return;
        _content.Raw(member);
        _content.String(value);
    }

    private void Details(string details)
    {
        _details.Truncate(0);
        _details.Characters(details);
        _content.Raw(",\"details\":"u8);
        var start = _content.Length;
        _json.Append(_details.Written, _content, within: 1);
        if (_content.From(start)[0] != (byte)'{')
            throw new CanonicalJsonException(CanonicalJsonFault.Malformed);
    }
}
