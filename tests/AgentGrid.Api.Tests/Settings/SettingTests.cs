using AgentGrid.Api.Hosting;

namespace AgentGrid.Api.Tests.Settings;

/// <summary>Wrong settings stop the start with a line that names the setting and the way on; the process tests see the exit code.</summary>
public sealed class SettingTests
{
    private const string Good = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("GRID_SECRET_KEY=short", "GRID_SECRET_KEY must have at least 32 characters")]
    [InlineData("GRID_SECRET_KEY=", "GRID_SECRET_KEY must have at least 32 characters")]
    [InlineData("GRID_SECRET_KEY_PREVIOUS=short", "GRID_SECRET_KEY_PREVIOUS must have at least 32 characters")]
    [InlineData("GRID_ADMIN_TOKEN=0123456789abcdef0123456789abcde", "GRID_ADMIN_TOKEN must have at least 32 characters")]
    [InlineData("GRID_ADMIN_TOKEN=", "GRID_ADMIN_TOKEN must have at least 32 characters")]
    [InlineData("GRID_METRICS_TOKEN=short", "GRID_METRICS_TOKEN must have at least 32 characters")]
    [InlineData("GRID_ALLOW_PRIVATE_ENDPOINTS=perhaps", "GRID_ALLOW_PRIVATE_ENDPOINTS")]
    [InlineData("GRID_TRUSTED_PROXIES=10.0.0.0/33", "GRID_TRUSTED_PROXIES has '10.0.0.0/33'")]
    [InlineData("GRID_TRUSTED_PROXIES=127.0.0.1,proxy.example.org", "GRID_TRUSTED_PROXIES has 'proxy.example.org'")]
    [InlineData("ALLOWED_ORIGINS=*", "ALLOWED_ORIGINS has '*'")]
    [InlineData("ALLOWED_ORIGINS=https://*.example.org", "ALLOWED_ORIGINS has 'https://*.example.org'")]
    [InlineData("ALLOWED_ORIGINS=https://a.example.org/", "ALLOWED_ORIGINS has 'https://a.example.org/'")]
    [InlineData("ALLOWED_ORIGINS=https://a.example.org/path", "ALLOWED_ORIGINS has")]
    [InlineData("ALLOWED_ORIGINS=a.example.org", "ALLOWED_ORIGINS has")]
    [InlineData("ALLOWED_ORIGINS=null", "ALLOWED_ORIGINS has")]
    [InlineData("ALLOWED_ORIGINS=ftp://a.example.org", "ALLOWED_ORIGINS has")]
    [InlineData("ALLOWED_ORIGINS=https://ok.example.org,*", "ALLOWED_ORIGINS has '*'")]
    public async Task Start_with_a_wrong_setting_says_which_before_anything_is_started(string setting, string message)
    {
        // A database that cannot be reached: the setting is complained about, not the database.
        string[] args = ["--urls=http://127.0.0.1:0", "--DATABASE_URL=Host=127.0.0.1;Port=9;Username=nobody;Database=none", $"--GRID_SECRET_KEY={Good}", "--" + setting];
        var refusal = await Assert.ThrowsAsync<SettingException>(() => GridHost.StartAsync(args, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task Start_with_a_database_url_and_no_secret_key_says_so_before_the_database_is_asked()
    {
        string[] args = ["--urls=http://127.0.0.1:0", "--DATABASE_URL=Host=127.0.0.1;Port=9;Username=nobody;Database=none"];
        var refusal = await Assert.ThrowsAsync<SettingException>(() => GridHost.StartAsync(args, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("GRID_SECRET_KEY is not set", refusal.Message, StringComparison.Ordinal);
    }
}
