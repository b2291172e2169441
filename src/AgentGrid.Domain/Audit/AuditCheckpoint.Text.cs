using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit;

/// <content>The text form: one line of canonical JSON, for the table, for append-only files and for bundles. One checkpoint has one text.</content>
public sealed partial class AuditCheckpoint
{
    /// <summary>Most bytes of a line.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    private const int SignatureBytes = 64;
    private const int MostKeyIdCharacters = 64;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The text form, without a line feed.</summary>
    public override string ToString()
    {
        var json = new JsonBuffer();
        WriteTo(json);
        return Encoding.UTF8.GetString(json.Written);
    }

    /// <summary>Reads the text form and nothing else: what is read gives the same text again. The signature is not checked here.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AuditCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(Encoding.UTF8.GetBytes(text), out checkpoint);
    }

    internal static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out AuditCheckpoint? checkpoint)
    {
        checkpoint = null;
        if (utf8.Length > MaxLineBytes)
            return false;
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            if (Read(json.RootElement) is not { } read)
                return false;
            var text = new JsonBuffer();
            read.WriteTo(text);
            if (!text.Written.SequenceEqual(utf8.Span))
                return false;
            checkpoint = read;
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Not JSON, or a member that is missing or of another type.
            return false;
        }
    }

    internal void WriteTo(JsonBuffer json)
    {
        json.Raw("{\"heads\":["u8);
        for (var i = 0; i < Heads.Length; i++)
        {
            json.Raw(i == 0 ? "{\"chain\":"u8 : ",{\"chain\":"u8);
            json.String(Heads[i].Chain);
            json.Raw(",\"epoch\":"u8);
            json.Integer(Heads[i].Epoch);
            json.Raw(",\"fingerprint\":"u8);
            json.Hex(Heads[i].Fingerprint);
            json.Raw(",\"index\":"u8);
            json.Integer(Heads[i].Index);
            json.Raw((byte)'}');
        }
        json.Raw("],\"key\":"u8);
        json.String(KeyId);
        json.Raw(",\"number\":"u8);
        json.Integer(Number);
        json.Raw(",\"previous\":"u8);
        json.Hex(Previous);
        json.Raw(",\"root\":"u8);
        json.Hex(Root);
        json.Raw(",\"signature\":"u8);
        json.String(StrictBase64Url.Encode(Signature.AsSpan()));
        json.Raw(",\"time\":"u8);
        AuditContent.Time(json, Time);
        json.Raw(",\"version\":"u8);
        json.Integer(AuditLink.CurrentVersion);
        json.Raw((byte)'}');
    }

    private static AuditCheckpoint? Read(JsonElement json)
    {
        var heads = json.GetProperty("heads").EnumerateArray().Select(ReadHead).ToImmutableArray();
        var key = json.GetProperty("key").GetString();
        if (!AreHeads(heads) || key is not { Length: > 0 and <= MostKeyIdCharacters } || !Ascii.IsValid(key)
            || json.GetProperty("number").GetInt64() is not (>= 1 and <= AuditHead.Max and var number)
            || json.GetProperty("version").GetInt32() != AuditLink.CurrentVersion
            || !StrictBase64Url.TryDecode(json.GetProperty("signature").GetString(), out var signature) || signature.Length != SignatureBytes)
            return null;
        var time = DateTimeOffset.ParseExact(json.GetProperty("time").GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new AuditCheckpoint(number, time, Digest(json, "previous"), Digest(json, "root"), heads, key, [.. signature]);
    }

    private static AuditHead ReadHead(JsonElement json) =>
        new(json.GetProperty("chain").GetString() ?? "", json.GetProperty("epoch").GetInt64(), json.GetProperty("index").GetInt64(), Digest(json, "fingerprint"));

    private static AuditFingerprint Digest(JsonElement json, string member) =>
        AuditFingerprint.TryParse(json.GetProperty(member).GetString(), out var digest) ? digest : throw new FormatException("Not a digest.");
}
