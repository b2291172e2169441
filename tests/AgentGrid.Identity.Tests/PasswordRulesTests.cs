using AgentGrid.Domain.Identity;

namespace AgentGrid.Identity.Tests;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("gerüst möhre zwanzig")]
    [InlineData("xK9#mQ2$vL5&")]
    [InlineData("829471038265")]
    [InlineData("            walnut trolley     ")]
    [InlineData("пароль из ревеня")]
    [InlineData("🦊🚲🌲🥁🧶🍋🪁🏔🎻🦉🧊🪵")]
    [InlineData("admin plays the oboe")]
    public void Check_of_a_good_password_finds_nothing(string password) => Assert.Null(PasswordRules.Check(password, "ann.miller@example.org", "Ann Miller"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("xK9#mQ2$vL5")]
    [InlineData("🦊🚲🌲🥁🧶🍋🪁🏔🎻🦉🧊")]
    public void Check_of_fewer_than_12_code_points_finds_it_too_short(string? password) => Assert.Equal(PasswordProblem.TooShort, PasswordRules.Check(password));

    [Fact]
    public void Check_counts_code_points_up_to_256()
    {
        var random = new Random(63);
        var longest = string.Concat(Enumerable.Range(0, 256).Select(_ => char.ConvertFromUtf32(0x1F300 + random.Next(200))));
        Assert.Equal(512, longest.Length);
        Assert.Null(PasswordRules.Check(longest));
        Assert.Equal(PasswordProblem.TooLong, PasswordRules.Check(longest + "a"));
        Assert.Equal(PasswordProblem.TooLong, PasswordRules.Check(string.Concat(Enumerable.Range(0, 257).Select(_ => (char)random.Next('a', 'z')))));
    }

    // Not as theory data: attributes store UTF-8, which cannot hold half a pair.
    [Fact]
    public void Check_of_half_a_surrogate_pair_finds_it() =>
        Assert.All((string[])["xK9#mQ2$vL5&\ud83e", "\udd8axK9#mQ2$vL5&", "xK9#\udd8a\ud83emQ2$vL5&"], password => Assert.Equal(PasswordProblem.NotText, PasswordRules.Check(password)));

    [Theory]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiopasdfghjkl")]
    [InlineData("abcdefghijkl")]
    [InlineData("zyxwvutsrqponm")]
    [InlineData("aaaabbbbccccdddd")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("xK9#mQxK9#mQ")]
    [InlineData("xK9#mQ2xK9#mQ2xK9")]
    [InlineData("asdfasdfasdf")]
    [InlineData("!@#$%^&*()!@#$%")]
    public void Check_of_runs_and_repetitions_finds_them_predictable(string password) => Assert.Equal(PasswordProblem.Predictable, PasswordRules.Check(password));

    [Theory]
    [InlineData("Password1234")]
    [InlineData("P@ssw0rd2024!")]
    [InlineData("password-password1")]
    [InlineData("WelcomeAdmin1!")]
    [InlineData("iloveyou2025!!")]
    [InlineData("Summer-2025-Winter")]
    [InlineData("letmeinplease")]
    [InlineData("Sup3rS3cr3t!")]
    [InlineData("changeme1234")]
    [InlineData("Administrator1")]
    public void Check_of_common_words_finds_them_common(string password) => Assert.Equal(PasswordProblem.Common, PasswordRules.Check(password));

    [Theory]
    [InlineData("ann.miller@example.org")]
    [InlineData("Miller2025!!")]
    [InlineData("annmiller-1234")]
    [InlineData("Ann Miller 123")]
    [InlineData("AgentGrid2026")]
    [InlineData("orleansagentgrid")]
    [InlineData("Password-Miller")]
    public void Check_of_own_names_finds_them_personal(string password) => Assert.Equal(PasswordProblem.Personal, PasswordRules.Check(password, "ann.miller@example.org", "Ann Miller"));

    [Fact]
    public void Explain_says_something_else_for_each_problem() =>
        Assert.Equal(Enum.GetValues<PasswordProblem>().Length, Enum.GetValues<PasswordProblem>().Select(PasswordRules.Explain).Distinct().Count());

    [Fact]
    public void Check_ends_on_any_text() => Given.AnyScript(0xFFFF, 0, 600, values => _ = PasswordRules.Check(string.Concat(values.Select(value => (char)value)), "a@b.c"));
}
