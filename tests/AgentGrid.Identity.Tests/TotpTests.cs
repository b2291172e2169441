using System.Globalization;
using System.Text;
using AgentGrid.Domain.Identity;

namespace AgentGrid.Identity.Tests;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);
    private static readonly long Step = Totp.StepAt(Now);

    // RFC 6238 appendix B, SHA-1.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_gives_the_vectors_of_RFC_6238(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Assert.Equal(code, Totp.Code(Secret, step, digits: 8));
        Assert.Equal(code[2..], Totp.Code(Secret, step));
    }

    // RFC 4226 appendix D.
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(3, "969429")]
    [InlineData(4, "338314")]
    [InlineData(5, "254676")]
    [InlineData(6, "287922")]
    [InlineData(7, "162583")]
    [InlineData(8, "399871")]
    [InlineData(9, "520489")]
    public void Code_gives_the_vectors_of_RFC_4226(long counter, string code) => Assert.Equal(code, Totp.Code(Secret, counter));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Match_accepts_one_step_to_either_side(int offset, bool isAccepted) =>
        Assert.Equal(isAccepted ? Step + offset : null, Totp.Match(Secret, Totp.Code(Secret, Step + offset), Now, lastAccepted: null));

    [Fact]
    public void Match_of_a_step_accepted_before_is_refused_and_a_newer_one_is_not()
    {
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, Step), Now, Step));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, Step - 1), Now, Step));
        Assert.Equal(Step + 1, Totp.Match(Secret, Totp.Code(Secret, Step + 1), Now, Step));
    }

    [Fact]
    public void Match_accepts_each_step_at_most_once_in_any_order_of_times_and_codes() => Given.AnyScript(100, 1, 60, script =>
    {
        var accepted = new List<long>();
        foreach (var number in script)
        {
            var (offset, secondsLater) = (number % 7 - 3, number / 7 * 10);
            var code = Totp.Code(Secret, Step + offset);
            if (Totp.Match(Secret, code, Now.AddSeconds(secondsLater), accepted.Count == 0 ? null : accepted[^1]) is { } step) accepted.Add(step);
        }

        Assert.Equal(accepted.Distinct().Order(), accepted);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("٠٨١٨٠٤")]
    [InlineData("-81804")]
    public void Match_of_what_is_no_code_is_refused(string? code) => Assert.Null(Totp.Match(Secret, code, Now, lastAccepted: null));

    [Fact]
    public void Match_reads_a_code_with_spaces() => Assert.Equal(Step, Totp.Match(Secret, " 081 804 ", Now, lastAccepted: null));

    [Fact]
    public void Match_near_1970_does_not_count_below_zero() => Assert.Equal(0, Totp.Match(Secret, "755224", DateTimeOffset.UnixEpoch, lastAccepted: null));

    [Fact]
    public void NewSecret_is_20_bytes_and_another_each_time()
    {
        Assert.Equal(20, Totp.NewSecret().Length);
        Assert.NotEqual(Totp.NewSecret(), Totp.NewSecret());
    }

    [Fact]
    public async Task Code_equals_that_of_oathtool()
    {
        foreach (var seconds in (long[])[59, 1_111_111_109, 2_000_000_000])
        {
            var secret = Totp.NewSecret();
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var printed = await Programs.RunAsync("oathtool", ["--totp", "-b", Base32.Encode(secret), "-N", time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)]);
            Assert.Equal(printed, Totp.Code(secret, Totp.StepAt(time)));
        }
    }
}
