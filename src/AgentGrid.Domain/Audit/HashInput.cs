using System.Buffers.Binary;
using System.Text;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// The bytes under a fingerprint or a signature: a tag that says what they are, the version of the layout, then fields of fixed size (big-endian) or with their
/// length before them (16 bits). So no two different sets of fields have the same bytes. docs/audit-format.md publishes the layouts.
/// </summary>
internal ref struct HashInput
{
    private readonly Span<byte> _buffer;
    private int _length;

    public HashInput(Span<byte> buffer, ReadOnlySpan<byte> tag, int version)
    {
        _buffer = buffer;
        U16(tag.Length);
        tag.CopyTo(_buffer[_length..]);
        _length += tag.Length;
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_length..], (uint)version);
        _length += sizeof(uint);
    }

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Text(string ascii)
    {
        U16(ascii.Length);
        _length += Encoding.ASCII.GetBytes(ascii, _buffer[_length..]);
    }

    public void U64(long value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer[_length..], (ulong)value);
        _length += sizeof(ulong);
    }

    public void Digest(in AuditFingerprint fingerprint)
    {
        fingerprint.CopyTo(_buffer[_length..]);
        _length += AuditFingerprint.Bytes;
    }

    private void U16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], checked((ushort)value));
        _length += sizeof(ushort);
    }
}
