using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// The canonical form of a JSON value (RFC 8785, JSON Canonicalization Scheme) for a part of JSON in which no two implementations can differ: numbers are integers within
/// ±(2^53 − 1) written without fraction and exponent, members are unique, strings are Unicode. Works on the text itself, because a parsed object has lost duplicates already.
/// Members are sorted by the UTF-16 code units of their names (section 3.2.3). Holds buffers for reuse: not thread-safe.
/// </summary>
public sealed class CanonicalJson
{
    /// <summary>Most bytes of a text that is read. The canonical form is never longer than the text.</summary>
    public const int MaxBytes = 262_144;

    /// <summary>Most objects and arrays inside each other.</summary>
    public const int MaxDepth = 32;

    private const long MaxInteger = (1L << 53) - 1;
    private const int MaxIntegerCharacters = 17;

    private readonly JsonBuffer _names = new();
    private readonly List<Member> _members = [];
    private readonly MemberOrder _order;
    private JsonBuffer _output = new();
    private byte[] _unsorted = [];
    private int _deepest;

    /// <summary>Starts with small buffers; they grow with what they see.</summary>
    public CanonicalJson() => _order = new MemberOrder(_names);

    /// <summary>The canonical form of a text.</summary>
    /// <exception cref="CanonicalJsonException">It has none.</exception>
    public static string Of(string json)
    {
        var text = new JsonBuffer();
        text.Characters(json);
        return Encoding.UTF8.GetString(new CanonicalJson().Write(text.Written));
    }

    /// <summary>The canonical form of a text in UTF-8; valid until the next call.</summary>
    /// <exception cref="CanonicalJsonException">It has none.</exception>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> utf8)
    {
        _output.Truncate(0);
        Append(utf8, _output);
        return _output.Written;
    }

    /// <summary>Appends the canonical form to what was written before; <paramref name="within"/> levels are open there. After an exception the output holds a part of it.</summary>
    internal void Append(ReadOnlySpan<byte> utf8, JsonBuffer output, int within = 0)
    {
        if (utf8.Length > MaxBytes)
            throw new CanonicalJsonException(CanonicalJsonFault.TooLarge);
        // The reader leaves the content of strings unchecked.
        if (!Utf8.IsValid(utf8))
            throw new CanonicalJsonException(CanonicalJsonFault.Malformed);
        _names.Truncate(0);
        _members.Clear();
        _deepest = MaxDepth - within;
        var own = _output;
        _output = output;
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
            reader.Read();
            Value(ref reader);
            // Throws when anything but white space follows.
            reader.Read();
        }
        catch (JsonException)
        {
            // Without the inner exception: it quotes the text.
            throw new CanonicalJsonException(CanonicalJsonFault.Malformed);
        }
        finally
        {
            _output = own;
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: Object(ref reader); break;
            case JsonTokenType.StartArray: Array(ref reader); break;
            case JsonTokenType.String: String(ref reader); break;
            case JsonTokenType.Number: Number(reader.ValueSpan); break;
            case JsonTokenType.True: _output.Raw("true"u8); break;
            case JsonTokenType.False: _output.Raw("false"u8); break;
            case JsonTokenType.Null: _output.Raw("null"u8); break;
            default: throw new CanonicalJsonException(CanonicalJsonFault.Malformed);
        }
    }

    private void Array(ref Utf8JsonReader reader)
    {
        CheckDepth(in reader);
        _output.Raw((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (!first)
                _output.Raw((byte)',');
            Value(ref reader);
        }
        _output.Raw((byte)']');
    }

    private void Object(ref Utf8JsonReader reader)
    {
        CheckDepth(in reader);
        var firstMember = _members.Count;
        var firstName = _names.Length;
        _output.Raw((byte)'{');
        var body = _output.Length;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (_members.Count > firstMember)
                _output.Raw((byte)',');
            var name = _names.Length;
            Unescape(ref reader, _names);
            var nameLength = _names.Length - name;
            var start = _output.Length;
            _output.String(_names.From(name));
            _output.Raw((byte)':');
            reader.Read();
            Value(ref reader);
            _members.Add(new Member(name, nameLength, start - body, _output.Length - start));
        }
        Sort(CollectionsMarshal.AsSpan(_members)[firstMember..], body);
        _members.RemoveRange(firstMember, _members.Count - firstMember);
        _names.Truncate(firstName);
        _output.Raw((byte)'}');
    }

    private void Sort(Span<Member> members, int body)
    {
        var sorted = true;
        for (var i = 1; i < members.Length && sorted; i++)
            sorted = _order.Compare(members[i - 1], members[i]) < 0;
        if (sorted)
            return;
        members.Sort(_order);
        for (var i = 1; i < members.Length; i++)
            if (_order.Compare(members[i - 1], members[i]) == 0)
                throw new CanonicalJsonException(CanonicalJsonFault.DuplicateMember);

        var text = _output.From(body);
        if (_unsorted.Length < text.Length)
            _unsorted = new byte[Math.Max(text.Length, 1024)];
        text.CopyTo(_unsorted);
        _output.Truncate(body);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
                _output.Raw((byte)',');
            _output.Raw(_unsorted.AsSpan(members[i].Start, members[i].Length));
        }
    }

    private void String(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            _output.String(reader.ValueSpan);
            return;
        }
        var text = _names.Length;
        Unescape(ref reader, _names);
        _output.String(_names.From(text));
        _names.Truncate(text);
    }

    private static void Unescape(ref Utf8JsonReader reader, JsonBuffer into)
    {
        if (!reader.ValueIsEscaped)
        {
            into.Raw(reader.ValueSpan);
            return;
        }
        try
        {
            into.Advance(reader.CopyString(into.Room(reader.ValueSpan.Length)));
        }
        catch (InvalidOperationException)
        {
            throw new CanonicalJsonException(CanonicalJsonFault.Surrogate);
        }
    }

    private void Number(ReadOnlySpan<byte> digits)
    {
        // The reader has checked the grammar: without '.', 'e' and 'E' it is an integer without leading zeros.
        if (digits.Length > MaxIntegerCharacters || digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 || digits.SequenceEqual("-0"u8)
            || !long.TryParse(digits, out var value) || value is < -MaxInteger or > MaxInteger)
            throw new CanonicalJsonException(CanonicalJsonFault.Number);
        _output.Raw(digits);
    }

    private void CheckDepth(in Utf8JsonReader reader)
    {
        // The first bracket itself is at depth 0.
        if (reader.CurrentDepth >= _deepest)
            throw new CanonicalJsonException(CanonicalJsonFault.TooDeep);
    }

    // Where an unescaped name lies in the names, and where the whole member lies in the body of its object.
    private readonly record struct Member(int Name, int NameLength, int Start, int Length);

    private sealed class MemberOrder(JsonBuffer names) : IComparer<Member>
    {
        public int Compare(Member x, Member y)
        {
            var written = names.Written;
            return CompareUtf16(written.Slice(x.Name, x.NameLength), written.Slice(y.Name, y.NameLength));
        }

        // UTF-8 sorts as UTF-16 does, but for one thing: what needs a surrogate pair (first byte F0 and up) comes before U+E000 to U+FFFF (first byte EE, EF).
        private static int CompareUtf16(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
        {
            var same = x.CommonPrefixLength(y);
            if (same == x.Length || same == y.Length)
                return x.Length - y.Length;
            return x[same] >= 0xEE && y[same] >= 0xEE && (x[same] >= 0xF0) != (y[same] >= 0xF0) ? y[same] - x[same] : x[same] - y[same];
        }
    }
}
