using System.Buffers;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

/// <summary>What a hash was computed in does not stay behind in the shared pool.</summary>
public sealed class ClearedMemoryTests
{
    private const int Tries = 20;

    [Fact]
    public void Argon2id_leaves_nothing_in_its_memory() =>
        AssertCleared(0xABABABABul, 1024 * 128, () => Argon2id.Hash("secret"u8, "a salt of 16 byt"u8, new Argon2idParameters(1024, 1, 1), new byte[32]));

    [Fact]
    public void Scrypt_leaves_nothing_in_its_memory() =>
        AssertCleared(0xABABABABu, (1 << 10) * 256, () => Scrypt.Hash("secret"u8, "a salt of 16 byt"u8, new ScryptParameters(10, 8, 1), new byte[32]));

    // The pool gives a thread the array back that it returned last, except after some garbage collections: then again.
    private static void AssertCleared<T>(T mark, int words, Action hash)
    {
        for (var i = 0; i < Tries; i++)
        {
            var given = ArrayPool<T>.Shared.Rent(words + 1);
            Array.Fill(given, mark);
            ArrayPool<T>.Shared.Return(given);
            hash();
            var found = ArrayPool<T>.Shared.Rent(words + 1);
            if (!ReferenceEquals(given, found)) continue;
            Assert.True(found.Count(word => Equals(word, default(T))) >= words);
            Assert.DoesNotContain(found, word => !Equals(word, default(T)) && !Equals(word, mark));
            return;
        }

        Assert.Fail("The pool never gave the array back that the hash had used.");
    }
}
