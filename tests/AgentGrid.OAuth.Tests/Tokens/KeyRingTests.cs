using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.OAuth.Tests.Tokens;

public sealed class KeyRingTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_of_an_empty_ring_signs_at_once() => Assert.Equal(new KeyPlan(1, Start), new KeyRing([]).Next(Start));

    [Fact]
    public void Ring_over_two_rotations_keeps_the_calendar()
    {
        var first = Key(1, Start, Start);
        var ring = new KeyRing([first]);
        Assert.Null(ring.Next(Day(83) - TimeSpan.FromTicks(1)));
        Assert.Equal(new KeyPlan(2, Day(90)), ring.Next(Day(83)));

        var second = Key(2, Day(83), Day(90));
        ring = new KeyRing([second, first]);
        Assert.Null(ring.Next(Day(83)));
        Assert.Null(ring.Next(Day(90)));
        Assert.Equal(first, ring.Signer(Day(90) - TimeSpan.FromTicks(1)));
        Assert.Equal(second, ring.Signer(Day(90)));
        Assert.Equal([first], ring.Published(Day(83) - TimeSpan.FromTicks(1)));
        Assert.Equal([first, second], ring.Published(Day(83)));
        Assert.Equal([first, second], ring.Published(Day(97) - TimeSpan.FromTicks(1)));
        Assert.Equal([second], ring.Published(Day(97)));
        Assert.Empty(ring.Spent(Day(97) - TimeSpan.FromTicks(1)));
        Assert.Equal([first], ring.Spent(Day(97)));
        Assert.Equal(new KeyPlan(3, Day(180)), ring.Next(Day(173)));
    }

    [Fact]
    public void Next_that_comes_late_is_still_published_before_it_signs()
    {
        var first = Key(1, Start, Start);
        var ring = new KeyRing([first]);
        Assert.Equal(first, ring.Signer(Day(200)));
        Assert.Equal(new KeyPlan(2, Day(207)), ring.Next(Day(200)));
        Assert.Equal(new KeyPlan(2, Day(93)), ring.Next(Day(86)));
    }

    [Fact]
    public void Revoked_signer_is_replaced_by_its_published_successor_else_by_a_new_key_at_once()
    {
        var first = Key(1, Start, Start) with { RevokedAt = Day(85) };
        Assert.Null(new KeyRing([first]).Signer(Day(85)));
        Assert.Empty(new KeyRing([first]).Published(Day(85)));
        Assert.Equal(new KeyPlan(2, Day(85)), new KeyRing([first]).Next(Day(85)));

        var second = Key(2, Day(83), Day(90));
        var ring = new KeyRing([first, second]);
        Assert.Equal(first, ring.Signer(Day(85) - TimeSpan.FromTicks(1)));
        Assert.Equal(second, ring.Signer(Day(85)));
        Assert.Equal([second], ring.Published(Day(85)));
        Assert.Null(ring.Next(Day(85)));
    }

    [Fact]
    public void Revoked_signer_never_brings_its_predecessor_back()
    {
        var first = Key(1, Start, Start);
        var second = Key(2, Day(83), Day(90)) with { RevokedAt = Day(92) };
        var ring = new KeyRing([first, second]);
        Assert.Null(ring.Signer(Day(92)));
        Assert.Equal([first], ring.Published(Day(92)));
        Assert.Equal(new KeyPlan(3, Day(92)), ring.Next(Day(92)));
    }

    [Fact]
    public void Key_revoked_before_it_signs_leaves_its_predecessor_signing()
    {
        var first = Key(1, Start, Start);
        var second = Key(2, Day(83), Day(90)) with { RevokedAt = Day(85) };
        var ring = new KeyRing([first, second]);
        Assert.Equal(first, ring.Signer(Day(91)));
        Assert.Equal(new KeyPlan(3, Day(92)), ring.Next(Day(85)));
        Assert.Equal([first], ring.Published(Day(98)));
    }

    [Fact]
    public void Ring_of_mixed_algorithms_or_double_generations_is_refused()
    {
        var first = Key(1, Start, Start);
        Assert.Throws<ArgumentException>(() => new KeyRing([first, first with { KeyId = "x" }]));
        Assert.Throws<ArgumentException>(() => new KeyRing([first, Key(2, Start, Start) with { Algorithm = JwtAlgorithm.Rs256 }]));
    }

    /// <summary>A caretaker that looks in at random intervals (also after months), and an administrator who revokes at random.</summary>
    [Fact]
    public void Random_histories_keep_the_promises() =>
        Given.ForAll(Given.Numbers(0, 9999, 5, 120), script =>
        {
            var keys = new List<KeyRecord>();
            var now = Start;
            var tokens = new List<(KeyRecord Key, DateTimeOffset SignedAt)>();
            foreach (var step in script)
            {
                now += step % 10 == 0 ? TimeSpan.FromDays(step % 150) : TimeSpan.FromHours(step % 200);
                if (step % 17 == 3 && new KeyRing(keys).Published(now) is { Count: > 0 } published)
                {
                    var victim = published[step % published.Count];
                    keys[keys.IndexOf(victim)] = victim with { RevokedAt = now };
                }

                var before = new KeyRing(keys);
                var hadSigner = before.Signer(now) is not null;
                if (before.Next(now) is { } plan)
                {
                    // Published before it signs, by the whole overlap, unless nothing else can sign.
                    if (hadSigner)
                        Assert.True(plan.SignsFrom >= now + KeyRing.Overlap);
                    else
                        Assert.Equal(now, plan.SignsFrom);
                    Assert.DoesNotContain(keys, key => key.Generation == plan.Generation);
                    keys.Add(Key(plan.Generation, now, plan.SignsFrom));
                }

                // Any order of the records gives the same answer; nothing is to be made twice; there is always one signer and it is published.
                var ring = new KeyRing(keys.OrderBy(key => key.KeyId.GetHashCode(StringComparison.Ordinal) ^ step));
                Assert.Null(ring.Next(now));
                var signer = ring.Signer(now);
                Assert.NotNull(signer);
                Assert.Contains(signer, ring.Published(now));
                Assert.DoesNotContain(signer, ring.Spent(now));
                // Without revocations at most: one that signs, one before, one after.
                Assert.InRange(ring.Published(now).Count, 1, 3);
                tokens.Add((signer, now));

                foreach (var (key, signedAt) in tokens)
                    if (now < signedAt + KeyRing.Overlap && keys.First(k => k.Generation == key.Generation).RevokedAt is null)
                        Assert.Contains(ring.Published(now), k => k.Generation == key.Generation);
            }
        }, runs: 500);

    /// <summary>Between two looks at the records the handover happens by itself, at one moment for everybody.</summary>
    [Fact]
    public void Signer_changes_only_forward() =>
        Given.ForAll(Given.Numbers(1, 400, 2, 50), hours =>
        {
            var keys = Enumerable.Range(0, 5).Select(i => Key(i + 1, Day((90 * i) - 7), Day(90 * i))).ToArray();
            var ring = new KeyRing(keys);
            var now = Start;
            var last = 1;
            foreach (var step in hours)
            {
                now += TimeSpan.FromHours(step);
                var generation = ring.Signer(now)!.Generation;
                Assert.True(generation >= last);
                Assert.Equal(Math.Min(5, ((int)(now - Start).TotalDays / 90) + 1), generation);
                last = generation;
            }
        });

    private static DateTimeOffset Day(int day) => Start.AddDays(day);

    private static KeyRecord Key(int generation, DateTimeOffset publishedAt, DateTimeOffset signsFrom) => new($"k{generation}", JwtAlgorithm.Es256, generation, publishedAt, signsFrom);
}
