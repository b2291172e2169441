using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class RetryAfterTests
{
    // The instant of RFC 9110's own examples, less 37 s.
    private static readonly DateTimeOffset Now = new(1994, 11, 6, 8, 49, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 0 ", 0)]
    [InlineData("-5", 0)]
    [InlineData("86399", 86399)]
    [InlineData("86401", 86400)]
    [InlineData("99999999999999999999999999", 86400)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 37)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 37)]
    [InlineData("Sun Nov  6 08:49:37 1994", 37)]
    [InlineData("Sun Nov 16 08:49:37 1994", 86400)]
    [InlineData("Sun, 06 Nov 1994 08:48:37 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 86400)]
    public void Parse_all_forms(string header, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("1 2")]
    [InlineData("-")]
    [InlineData("0x10")]
    [InlineData("١٢")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 CET")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    public void Parse_anything_else_is_unknown(string? header) => Assert.Null(RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData(2026, "Friday, 20-Nov-26 12:00:30 GMT", 30)]
    [InlineData(2026, "Saturday, 20-Nov-77 12:00:00 GMT", 0)]
    [InlineData(2026, "Friday, 20-Nov-76 12:00:00 GMT", 86400)]
    [InlineData(2099, "Friday, 20-Nov-00 12:00:00 GMT", 86400)]
    [InlineData(2060, "Saturday, 20-Nov-60 12:00:10 GMT", 10)]
    public void Parse_two_digit_year_is_at_most_fifty_years_ahead(int year, string header, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, new DateTimeOffset(year, 11, 20, 12, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Parse_any_text_never_throws() =>
        Given.ForAll(Given.Numbers(0, 0x7f, 0, 40), codes => RetryAfter.Parse(string.Concat(codes.Select(c => (char)c)), Now), runs: 2000);
}
