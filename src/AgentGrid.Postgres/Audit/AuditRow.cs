using AgentGrid.Domain.Audit;
using Npgsql;

namespace AgentGrid.Postgres.Audit;

/// <summary>
/// Reads entries: the columns of the link, then those of the content, which are null for a sealed entry. Whoever owns the database can write what the schema forbids;
/// that is read as something else than was hashed, and so found, instead of failing here.
/// </summary>
internal static class AuditRow
{
    /// <summary>Columns of <c>audit_heads h</c> and <c>audit_contents c</c>.</summary>
    internal const string Columns =
        """
        h.version, h.epoch, h.index, h.previous_fingerprint, h.content_hash, h.fingerprint,
        c.time, c.result, c.action, c.actor_id, c.actor_kind, c.actor_name, c.target_type, c.target_id, c.target_name, c.address, c.request_id, c.details
        """;

    /// <summary>Columns of the link alone.</summary>
    internal const string LinkColumns = "h.version, h.epoch, h.index, h.previous_fingerprint, h.content_hash, h.fingerprint";

    private const int Content = 6;

    internal static AuditEntry Read(NpgsqlDataReader row, string chain) => new(ReadLink(row, chain), row.IsDBNull(Content) ? null : ReadEvent(row));

    internal static AuditLink ReadLink(NpgsqlDataReader row, string chain) => new()
    {
        Version = row.GetInt16(0),
        Chain = chain,
        Epoch = row.GetInt32(1),
        Index = row.GetInt64(2),
        Previous = Digest(row, 3),
        ContentHash = Digest(row, 4),
        Fingerprint = Digest(row, 5),
    };

    internal static AuditFingerprint Digest(NpgsqlDataReader row, int ordinal) =>
        !row.IsDBNull(ordinal) && row.GetFieldValue<byte[]>(ordinal) is { Length: AuditFingerprint.Bytes } digest ? new AuditFingerprint(digest) : default;

    private static AuditEvent ReadEvent(NpgsqlDataReader row) => new()
    {
        Time = new DateTimeOffset(row.GetDateTime(Content)),
        Result = !row.IsDBNull(Content + 1) && row.GetInt16(Content + 1) is >= 0 and <= (short)AuditResult.Failed and var result ? (AuditResult)result : AuditResult.Failed,
        Action = Text(row, Content + 2) ?? "",
        Actor = new AuditActor(Text(row, Content + 3) ?? "", Text(row, Content + 4) ?? "", Text(row, Content + 5)),
        Target = row.IsDBNull(Content + 7) ? null : new AuditTarget(Text(row, Content + 6) ?? "", row.GetString(Content + 7), Text(row, Content + 8)),
        Address = Text(row, Content + 9),
        RequestId = Text(row, Content + 10),
        Details = Text(row, Content + 11),
    };

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
