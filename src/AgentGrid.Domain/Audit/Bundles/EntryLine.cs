using System.Text.Json;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>Reads the line of an entry: its content stays the text that it is.</summary>
internal sealed class EntryLine
{
    private const int AllMembers = 0xFF;

    private string _chain = "";

    public AuditLink Link { get; private set; }

    public ReadOnlyMemory<byte>? Content { get; private set; }

    /// <exception cref="FormatException">A member is missing, unknown, there twice, or of another type.</exception>
    /// <exception cref="JsonException">Not JSON.</exception>
    public void Read(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = CanonicalJson.MaxDepth + 4 });
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        Expect(reader.Read() && reader.ValueTextEquals(name));
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        var seen = 0;
        var version = 0;
        long epoch = 0, index = 0;
        AuditFingerprint content = default, previous = default, fingerprint = default;
        Content = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Member(in reader);
            Expect((seen & member) == 0);
            seen |= member;
            reader.Read();
            switch (member)
            {
                case 1: _chain = Chain(ref reader); break;
                case 2: Content = Raw(ref reader, line); break;
                case 4: content = Digest(ref reader); break;
                case 8: epoch = reader.GetInt64(); break;
                case 16: fingerprint = Digest(ref reader); break;
                case 32: index = reader.GetInt64(); break;
                case 64: previous = Digest(ref reader); break;
                default: version = reader.GetInt32(); break;
            }
        }
        Expect(seen == AllMembers && reader.TokenType == JsonTokenType.EndObject && reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read());
        Link = new AuditLink
        {
            Version = version,
            Chain = _chain,
            Epoch = epoch,
            Index = index,
            Previous = previous,
            ContentHash = content,
            Fingerprint = fingerprint,
        };
    }

    private static int Member(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("chain"u8) ? 1
        : reader.ValueTextEquals("content"u8) ? 2
        : reader.ValueTextEquals("contentHash"u8) ? 4
        : reader.ValueTextEquals("epoch"u8) ? 8
        : reader.ValueTextEquals("fingerprint"u8) ? 16
        : reader.ValueTextEquals("index"u8) ? 32
        : reader.ValueTextEquals("previousFingerprint"u8) ? 64
        : reader.ValueTextEquals("version"u8) ? 128
        : throw new FormatException("An unknown member.");

    // Entries of one chain come together: its name is one string for all of them.
    private string Chain(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.String);
        if (reader.ValueTextEquals(_chain))
            return _chain;
        var chain = reader.GetString();
        Expect(AuditChains.IsName(chain));
        return chain!;
    }

    private static ReadOnlyMemory<byte>? Raw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> line)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Expect(reader.TokenType == JsonTokenType.StartObject);
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return line[start..(int)reader.BytesConsumed];
    }

    private static AuditFingerprint Digest(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped);
        return AuditFingerprint.TryParse(reader.ValueSpan, out var digest) ? digest : throw new FormatException("Not a digest.");
    }

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new FormatException("Not an entry.");
    }
}
