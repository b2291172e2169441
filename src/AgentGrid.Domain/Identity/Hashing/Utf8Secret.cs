using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>The UTF-8 bytes of a secret, cleared when disposed.</summary>
internal readonly ref struct Utf8Secret
{
    private readonly byte[] _bytes;

    /// <summary>Half surrogates become the replacement character: what is well-formed is for the rules of the secret to say, before it is hashed.</summary>
    public Utf8Secret(ReadOnlySpan<char> text)
    {
        _bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
