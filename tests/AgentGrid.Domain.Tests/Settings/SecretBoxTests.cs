using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Domain.Tests.Settings;

public sealed class SecretBoxTests
{
    private const string Key = "correct horse battery staple 0123456789";
    private const string OtherKey = "another key of at least 32 characters!";
    private const string Row = "agents/0198/apiKey";

    private static readonly SecretBox Box = new(Key);

    [Theory]
    [InlineData("")]
    [InlineData("sk-1234567890abcdef")]
    [InlineData("ключ 🔑 with \0 and \n")]
    public void Unprotect_returns_what_was_protected(string secret) => Assert.Equal(secret, Box.Unprotect(Box.Protect(secret, Row), Row));

    [Fact]
    public void Unprotect_any_text_round_trips() =>
        Given.ForAll(Given.Numbers(0, 0xD7FF, 0, 300), codes =>
        {
            var secret = string.Concat(codes.Select(c => (char)c));
            Assert.Equal(secret, Box.Unprotect(Box.Protect(secret, Row), Row));
        });

    [Fact]
    public void Protect_same_text_twice_differs() => Assert.NotEqual(Box.Protect("secret", Row), Box.Protect("secret", Row));

    /// <summary>The documented form, made from raw primitives only: another program can read and write it.</summary>
    [Fact]
    public void Unprotect_value_made_from_raw_primitives_decrypts()
    {
        // RFC 5869 by hand: no salt = 32 zero bytes; one block is T(1) = HMAC(PRK, info ‖ 1).
        var prk = Hmac(new byte[32], Key);
        var aesKey = Hmac(prk, "agentgrid/secrets/aes-256-gcm/v1\u0001");
        var keyId = Convert.ToHexStringLower(Hmac(prk, "agentgrid/secrets/key-id/v1\u0001")[..8]);
        var iv = Convert.FromHexString("000102030405060708090a0b");
        var clear = "sk-vector"u8.ToArray();
        var cipher = new byte[clear.Length];
        var tag = new byte[16];
        using (var aes = new AesGcm(aesKey, 16))
            aes.Encrypt(iv, clear, cipher, tag, Encoding.UTF8.GetBytes(Row));
        var stored = $"enc:{keyId}:{Convert.ToBase64String([.. iv, .. cipher, .. tag])}";

        Assert.Equal("sk-vector", Box.Unprotect(stored, Row));
        Assert.False(Box.NeedsRotation(stored));
        Assert.StartsWith($"enc:{keyId}:", Box.Protect("x", Row));
    }

    /// <summary>A value written once must be readable for ever: this one pins derivation and form.</summary>
    [Fact]
    public void Unprotect_pinned_value_decrypts() =>
        Assert.Equal("sk-vector", Box.Unprotect("enc:3b7cc56ae57bbb6e:AAECAwQFBgcICQoLt5yaSRS/UNhrc4s0i2KZWLbrAdwjhEtkLw==", Row));

    [Fact]
    public void Unprotect_any_changed_byte_fails()
    {
        var stored = Box.Protect("sk-1234567890", Row);
        var start = stored.LastIndexOf(':') + 1;
        var bytes = Convert.FromBase64String(stored[start..]);
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                Assert.Equal(SecretFailure.NotAuthentic, Failure(stored[..start] + Convert.ToBase64String(bytes)));
                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void Unprotect_any_changed_character_fails()
    {
        // Two lengths whose base64 ends in padding: the last digit then has bits that decoders ignore.
        foreach (var secret in new[] { "1", "12", "123" })
        {
            var stored = Box.Protect(secret, Row);
            for (var i = 0; i < stored.Length; i++)
            {
                foreach (var c in "Ab0+/=: \n:e")
                {
                    if (c != stored[i])
                        Failure(stored[..i] + c + stored[(i + 1)..]);
                }
                Failure(stored.Remove(i, 1));
                Failure(stored.Insert(i, " "));
            }
        }
    }

    [Fact]
    public void Unprotect_value_moved_to_another_row_fails() =>
        Assert.Equal(SecretFailure.NotAuthentic, Failure(Box.Protect("secret", Row), "agents/0199/apiKey"));

    [Fact]
    public void Unprotect_unknown_key_is_named_as_such() =>
        Assert.Equal(SecretFailure.UnknownKey, Failure(new SecretBox(OtherKey).Protect("secret", Row)));

    [Theory]
    [InlineData("")]
    [InlineData("sk-plain")]
    [InlineData("enc:")]
    [InlineData("enc::AAAA")]
    [InlineData("enc:id:not base64")]
    [InlineData("enc:id:AAAA")]
    [InlineData("enc:id:AAAA:AAAA")]
    [InlineData("ENC:id:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Unprotect_garbage_is_malformed(string stored)
    {
        Assert.Equal(SecretFailure.Malformed, Failure(stored));
        Assert.Throws<SecretException>(() => Box.NeedsRotation(stored));
    }

    [Fact]
    public void Unprotect_previous_key_still_reads_and_asks_for_rotation()
    {
        var old = new SecretBox(OtherKey).Protect("secret", Row);
        var rotated = new SecretBox(Key, OtherKey);
        Assert.Equal("secret", rotated.Unprotect(old, Row));
        Assert.True(rotated.NeedsRotation(old));
        Assert.False(rotated.NeedsRotation(rotated.Protect("secret", Row)));
        Assert.Equal("secret", Box.Unprotect(rotated.Protect("secret", Row), Row));
    }

    [Fact]
    public void Unprotect_failures_never_tell_the_secret()
    {
        var stored = Box.Protect("sk-canary-value", Row);
        var error = Assert.Throws<SecretException>(() => Box.Unprotect(stored, "other"));
        Assert.DoesNotContain("canary", error.ToString());
        Assert.DoesNotContain(Key, error.ToString());
        Assert.DoesNotContain("canary", Assert.Throws<ArgumentException>(() => Box.Protect("sk-canary\ud800", Row)).ToString());
    }

    [Fact]
    public void Constructor_short_keys_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SecretBox(new string('x', 31)));
        Assert.Throws<ArgumentException>(() => new SecretBox(Key, "short"));
        Assert.NotNull(new SecretBox(new string('x', 32)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("12345678901", "")]
    [InlineData("123456789012", "9012")]
    [InlineData("sk-abcdefghijklmnop", "mnop")]
    public void Last4_short_secrets_show_nothing(string secret, string shown) => Assert.Equal(shown, SecretBox.Last4(secret));

    [Fact]
    public void Protect_many_threads_at_once_round_trips() =>
        Parallel.For(0, 2000, i => Assert.Equal($"secret {i}", Box.Unprotect(Box.Protect($"secret {i}", Row), Row)));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static SecretFailure Failure(string stored, string row = Row) => Assert.Throws<SecretException>(() => Box.Unprotect(stored, row)).Reason;

    [Fact]
    public void Fingerprint_tells_data_and_keys_apart_and_is_no_plain_hash()
    {
        var data = "a password"u8.ToArray();
        var one = new SecretBox("one secret key, 32 characters or more");

        Assert.Equal(one.Fingerprint(data), new SecretBox("one secret key, 32 characters or more", "another secret key, 32 characters or more").Fingerprint(data));
        Assert.NotEqual(one.Fingerprint(data), one.Fingerprint("a passwore"u8));
        Assert.NotEqual(one.Fingerprint(data), new SecretBox("another secret key, 32 characters or more").Fingerprint(data));
        Assert.NotEqual(one.Fingerprint(data), System.Security.Cryptography.SHA256.HashData(data));
    }
}
