using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace AgentGrid.Domain.Audit;

/// <summary>Bytes of JSON in the making, used again and again. Strings are escaped as RFC 8785 section 3.2.2.2 says. Not thread-safe.</summary>
internal sealed class JsonBuffer
{
    private const int LongestInteger = 20;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Truncate(int length) => Length = length;

    public void Raw(byte one)
    {
        Room(1)[0] = one;
        Length++;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Room(LongestInteger), out var written);
        Length += written;
    }

    /// <summary>A digest as a JSON string.</summary>
    public void Hex(in AuditFingerprint fingerprint)
    {
        const int Digits = 2 * AuditFingerprint.Bytes;
        Span<byte> digest = stackalloc byte[AuditFingerprint.Bytes];
        fingerprint.CopyTo(digest);
        Raw((byte)'"');
        Convert.TryToHexStringLower(digest, Room(Digits), out _);
        Length += Digits;
        Raw((byte)'"');
    }

    /// <summary>UTF-8 of a text, without quotes and escapes.</summary>
    /// <exception cref="CanonicalJsonException">Half a surrogate pair.</exception>
    public void Characters(ReadOnlySpan<char> text)
    {
        if (Utf8.FromUtf16(text, Room(text.Length * 3), out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new CanonicalJsonException(CanonicalJsonFault.Surrogate);
        Length += written;
    }

    /// <summary>A JSON string.</summary>
    /// <exception cref="CanonicalJsonException">Half a surrogate pair.</exception>
    public void String(ReadOnlySpan<char> text)
    {
        Raw((byte)'"');
        var start = Length;
        Characters(text);
        if (From(start).ContainsAny(Escaped))
        {
            var plain = From(start).ToArray();
            Truncate(start);
            Escape(plain);
        }
        Raw((byte)'"');
    }

    /// <summary>A JSON string of valid UTF-8.</summary>
    public void String(ReadOnlySpan<byte> utf8)
    {
        Raw((byte)'"');
        Escape(utf8);
        Raw((byte)'"');
    }

    /// <summary>Free space of at least that size; what is written there counts once <see cref="Length"/> was moved by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int size)
    {
        if (_bytes.Length - Length < size)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int written) => Length += written;

    private void Escape(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAny(Escaped) is >= 0 and var at)
        {
            Raw(utf8[..at]);
            Escape(utf8[at]);
            utf8 = utf8[(at + 1)..];
        }
        Raw(utf8);
    }

    private void Escape(byte code)
    {
        switch (code)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\b': Raw("\\b"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\f': Raw("\\f"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            default:
                Raw("\\u00"u8);
                Raw("0123456789abcdef"u8[code >> 4]);
                Raw("0123456789abcdef"u8[code & 15]);
                break;
        }
    }
}
