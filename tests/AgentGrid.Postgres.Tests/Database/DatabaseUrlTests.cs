using AgentGrid.Postgres.Database;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgres://u:p@h:5433/d", "Host=h;Port=5433;Username=u;Password=p;Database=d")]
    [InlineData("postgresql://u:p@h/d", "Host=h;Username=u;Password=p;Database=d")]
    [InlineData("  POSTGRES://u@h/d \n", "Host=h;Username=u;Database=d")]
    [InlineData("postgres://u%40x:p%3Aq%2F%25%20@h/my%20db", "Host=h;Username=u@x;Password='p:q/% ';Database=my db")]
    [InlineData("postgres://u:p@with@h/d", "Host=h;Username=u;Password=p@with;Database=d")]
    [InlineData("postgres://u:p@[::1]:5433/d", "Host=::1;Port=5433;Username=u;Password=p;Database=d")]
    [InlineData("postgres://u:p@a:1,b:2/d", "Host=a:1,b:2;Username=u;Password=p;Database=d")]
    [InlineData("postgres://u:p@h/d?sslmode=require", "Host=h;Username=u;Password=p;Database=d;SSL Mode=Require")]
    [InlineData("postgres://u:p@h/d?sslmode=verify-full&sslrootcert=%2Fca.pem", "Host=h;Username=u;Password=p;Database=d;SSL Mode=VerifyFull;Root Certificate=/ca.pem")]
    [InlineData("postgres://u:p@h/d?connect_timeout=7&application_name=x%20y", "Host=h;Username=u;Password=p;Database=d;Timeout=7;Application Name=x y")]
    [InlineData("postgres://u:p@h/d?options=-c%20geqo%3Doff", "Host=h;Username=u;Password=p;Database=d;Options=-c geqo=off")]
    [InlineData("postgres:///d?host=/run/postgresql&user=u", "Host=/run/postgresql;Username=u;Database=d")]
    [InlineData("postgres://u:p@%2Frun%2Fpostgresql/d", "Host=/run/postgresql;Username=u;Password=p;Database=d")]
    [InlineData("Host=h;Username=u;Password=p;Database=d", "Host=h;Username=u;Password=p;Database=d")]
    [InlineData("Server=h;User Id=u;Database=d;SSL Mode=Disable", "Host=h;Username=u;Database=d;SSL Mode=Disable")]
    public void Parse_valid_value_gives_its_settings(string value, string expected)
    {
        Assert.True(new NpgsqlConnectionStringBuilder(expected).EquivalentTo(DatabaseUrl.Parse(value)));
    }

    [Theory]
    [InlineData("mysql://u:secret@h/d")]
    [InlineData("postgres://u:secret@h:port/d")]
    [InlineData("postgres://u:secret@h:99999/d")]
    [InlineData("postgres://u:secret@h/d?sslmode=maybe")]
    [InlineData("postgres://u:secret@/d")]
    [InlineData("Host=h;Colour=secret")]
    [InlineData("secret")]
    public void Parse_invalid_value_is_refused_without_repeating_it(string value)
    {
        var refusal = Assert.Throws<PostgresSetupException>(() => DatabaseUrl.Parse(value));

        Assert.StartsWith("DATABASE_URL cannot be used", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_unknown_parameter_is_named()
    {
        var refusal = Assert.Throws<PostgresSetupException>(() => DatabaseUrl.Parse("postgres://u:secret@h/d?colour=red"));

        Assert.Contains("'colour'", refusal.Message, StringComparison.Ordinal);
    }
}
