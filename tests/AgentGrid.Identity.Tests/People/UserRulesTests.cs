using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Identity.Tests.People;

public sealed class UserRulesTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("  Ada.L+x@Example.ORG \n", "ada.l+x@example.org")]
    [InlineData("admin@grid.local", "admin@grid.local")]
    [InlineData("a@b", "a@b")]
    public void NormalizeEmail_address_gives_its_stored_form(string email, string stored) => Assert.Equal(stored, UserRules.NormalizeEmail(email));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@x@example.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("ada@exam\nple.org")]
    [InlineData("ada@exam\u0000ple.org")]
    [InlineData("ada:x@example.org")]
    [InlineData("<ada@example.org>")]
    [InlineData("ada@example.org,bob")]
    [InlineData("adı@example.org")]
    [InlineData("mi\u212Ae@example.org")]
    [InlineData("ada@ex\u202Eample.org")]
    public void NormalizeEmail_anything_else_gives_null(string? email) => Assert.Null(UserRules.NormalizeEmail(email));

    [Fact]
    public void NormalizeEmail_length_is_bounded()
    {
        Assert.NotNull(UserRules.NormalizeEmail("a@" + new string('b', 252)));
        Assert.Null(UserRules.NormalizeEmail("a@" + new string('b', 253)));
        Assert.NotNull(UserRules.NormalizeEmail(new string('a', 64) + "@b"));
        Assert.Null(UserRules.NormalizeEmail(new string('a', 65) + "@b"));
    }

    [Fact]
    public void ValidateNew_names_every_wrong_field()
    {
        Assert.Empty(UserRules.ValidateNew(new UserFields("ada@example.org", "Adä ✓", "operator")));
        Assert.Empty(UserRules.ValidateNew(new UserFields("ada@example.org", null, "user")));
        Assert.Equal(["displayName", "email", "role"], UserRules.ValidateNew(new UserFields("ada", " ", "agent")).Keys.Order());
        Assert.Equal(["email", "role"], UserRules.ValidateNew(new UserFields(null, null, null)).Keys.Order());
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("admin ")]
    [InlineData("")]
    [InlineData("agent")]
    public void ValidateChange_other_roles_are_refused(string role) => Assert.Equal(["role"], UserRules.ValidateChange(null, role).Keys);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007")]
    [InlineData("\u202Eada")]
    public void ValidateChange_other_names_are_refused(string name) => Assert.Equal(["displayName"], UserRules.ValidateChange(name, null).Keys);

    [Fact]
    public void ValidateChange_nothing_given_is_fine() => Assert.Empty(UserRules.ValidateChange(null, null));

    [Fact]
    public void ToString_of_a_user_tells_no_secret()
    {
        var user = new UserRecord { Id = Guid.Empty, Email = "ada@example.org", DisplayName = "Ada", Role = "user", PasswordHash = "$scrypt$canary", CreatedAt = default };

        Assert.DoesNotContain("canary", user.ToString(), StringComparison.Ordinal);
    }
}
