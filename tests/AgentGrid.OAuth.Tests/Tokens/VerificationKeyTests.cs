using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.OAuth.Tests.Tokens;

public sealed class VerificationKeyTests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    // RFC 7515 appendix A.3.
    private const string EcX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private const string EcY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    private const string EcSigned = "eyJhbGciOiJFUzI1NiJ9." + Payload;
    private const string EcSignature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    // RFC 7515 appendix A.2.
    private const string RsaN = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    private const string RsaSigned = "eyJhbGciOiJSUzI1NiJ9." + Payload;
    private const string RsaSignature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private static readonly byte[] Exponent = [1, 0, 1];

    [Fact]
    public void Verify_rfc7515_a3_holds_and_fails_when_any_byte_changes()
    {
        var key = VerificationKey.FromEc(Bytes(EcX), Bytes(EcY));
        AssertVector(key, EcSigned, Bytes(EcSignature));
    }

    [Fact]
    public void Verify_rfc7515_a2_holds_and_fails_when_any_byte_changes()
    {
        var key = VerificationKey.FromRsa(Bytes(RsaN), Exponent);
        AssertVector(key, RsaSigned, Bytes(RsaSignature));
    }

    [Fact]
    public void Verify_der_signature_is_refused()
    {
        var data = "data"u8.ToArray();
        var signer = SigningKey.Create(JwtAlgorithm.Es256);
        using var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(signer.ExportPkcs8(), out _);
        Assert.False(signer.Public.Verify(data, ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        Assert.True(signer.Public.Verify(data, ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
    }

    /// <summary>CVE-2022-21449 and its neighbours: halves that no signature can have.</summary>
    [Fact]
    public void Verify_halves_of_zero_or_of_the_order_are_refused()
    {
        var key = Jose.Ec.Public;
        var data = "data"u8.ToArray();
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var real = Jose.Ec.Sign(data);
        var zero = new byte[32];
        Assert.True(key.Verify(data, real));
        foreach (var half in new[] { zero, order })
        {
            Assert.False(key.Verify(data, [.. half, .. half]));
            Assert.False(key.Verify(data, [.. half, .. real[32..]]));
            Assert.False(key.Verify(data, [.. real[..32], .. half]));
        }
    }

    [Fact]
    public void Verify_signature_of_another_length_is_refused()
    {
        var data = "data"u8.ToArray();
        foreach (var signer in new[] { Jose.Ec, Jose.Rsa })
        {
            var real = signer.Sign(data);
            Assert.False(signer.Public.Verify(data, []));
            Assert.False(signer.Public.Verify(data, real.AsSpan(1)));
            Assert.False(signer.Public.Verify(data, real.AsSpan(0, real.Length - 1)));
            Assert.False(signer.Public.Verify(data, [.. real, 0]));
            Assert.False(signer.Public.Verify(data, [0, .. real]));
        }
    }

    [Fact]
    public void KeyId_is_the_thumbprint_of_rfc7638_section_3_1()
    {
        const string n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", VerificationKey.FromRsa(Bytes(n), Exponent).KeyId);
    }

    [Fact]
    public void FromEc_point_off_the_curve_or_of_wrong_length_is_refused()
    {
        var y = Bytes(EcY);
        y[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromEc(Bytes(EcX), y));
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromEc(new byte[32], new byte[32]));
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromEc(Bytes(EcX), [0, .. Bytes(EcY)]));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    [InlineData(4104)]
    public void FromRsa_modulus_of_another_size_is_refused(int bits)
    {
        var modulus = new byte[bits / 8];
        Array.Fill(modulus, (byte)0xFF);
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromRsa(modulus, Exponent));
    }

    [Fact]
    public void FromRsa_leading_zeros_are_refused_so_that_a_key_has_one_id()
    {
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromRsa([0, .. Bytes(RsaN)], Exponent));
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.FromRsa(Bytes(RsaN), [0, 1, 0, 1]));
    }

    [Fact]
    public void JwkSet_has_public_members_only_and_reads_back()
    {
        using var json = JsonDocument.Parse(JwkSet.Write([Jose.Ec.Public, Jose.Rsa.Public]));
        var keys = json.RootElement.GetProperty("keys").EnumerateArray().ToArray();
        Assert.Equal(["crv", "kty", "x", "y", "use", "alg", "kid"], keys[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["e", "kty", "n", "use", "alg", "kid"], keys[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal("RS256", keys[1].GetProperty("alg").GetString());
        Assert.Equal("sig", keys[0].GetProperty("use").GetString());
        Assert.Equal(Jose.Ec.KeyId, VerificationKey.FromEc(Bytes(Text(keys[0], "x")), Bytes(Text(keys[0], "y"))).KeyId);
        Assert.Equal(Jose.Rsa.KeyId, VerificationKey.FromRsa(Bytes(Text(keys[1], "n")), Bytes(Text(keys[1], "e"))).KeyId);

        static string Text(JsonElement key, string name) => key.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData(JwtAlgorithm.Es256)]
    [InlineData(JwtAlgorithm.Rs256)]
    public void Import_of_an_export_is_the_same_key(JwtAlgorithm algorithm)
    {
        var key = algorithm == JwtAlgorithm.Es256 ? Jose.Ec : Jose.Rsa;
        var again = SigningKey.Import(algorithm, key.ExportPkcs8());
        Assert.Equal(key.KeyId, again.KeyId);
        Assert.True(key.Public.Verify("data"u8, again.Sign("data"u8)));
    }

    [Fact]
    public void Import_of_another_kind_curve_size_or_with_a_tail_is_refused()
    {
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Rs256, Jose.Ec.ExportPkcs8()));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Es256, Jose.Rsa.ExportPkcs8()));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Es256, [.. Jose.Ec.ExportPkcs8(), 0]));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Es256, []));
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Es256, p384.ExportPkcs8PrivateKey()));
        // secp256k1 has the same size as P-256.
        using var koblitz = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Es256, koblitz.ExportPkcs8PrivateKey()));
        using var small = RSA.Create(1024);
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(JwtAlgorithm.Rs256, small.ExportPkcs8PrivateKey()));
    }

    [Fact]
    public void Sign_from_many_threads_is_always_right() =>
        Parallel.For(0, 500, i =>
        {
            var data = BitConverter.GetBytes(i);
            Assert.True(Jose.Ec.Public.Verify(data, Jose.Ec.Sign(data)));
        });

    [Fact]
    public void ToString_of_a_signing_key_shows_nothing_of_it() => Assert.Equal(typeof(SigningKey).FullName, Jose.Ec.ToString());

    private static void AssertVector(VerificationKey key, string signed, byte[] signature)
    {
        var data = Encoding.ASCII.GetBytes(signed);
        Assert.True(key.Verify(data, signature));
        for (var i = 0; i < signature.Length; i += 7)
        {
            var changed = signature.ToArray();
            changed[i] ^= 0x10;
            Assert.False(key.Verify(data, changed));
        }
        data[^1] ^= 1;
        Assert.False(key.Verify(data, signature));
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
