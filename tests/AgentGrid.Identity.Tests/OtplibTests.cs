using System.Text.Json;
using AgentGrid.Domain.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests;

/// <summary>Agreement with <c>otplib</c> from npm, the version locked in <c>clients/otplib</c>.</summary>
public sealed class OtplibTests
{
    [Fact]
    public async Task Codes_secrets_and_addresses_agree_with_otplib()
    {
        var folder = Folder();
        // npm writes this file last, so a broken installation is begun anew.
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            var (installed, output) = await Programs.TryRunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder: folder);
            if (installed != 0) throw RealParts.Missing($"npm ci in {folder} failed: {output}");
        }

        var secret = Totp.NewSecret();
        var now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
        var answer = await Programs.RunAsync("node", ["run.mjs", Base32.Encode(secret), $"{now.ToUnixTimeSeconds()}", Totp.Code(secret, Totp.StepAt(now)), OtpAuthUri.Write("Agent Grid", "ann+grid@example.org", secret)], folder: folder);
        using var document = JsonDocument.Parse(answer);
        var theirs = document.RootElement;

        Assert.Equal(Totp.StepAt(now), Totp.Match(secret, theirs.GetProperty("code").GetString(), now, lastAccepted: null));
        Assert.True(theirs.GetProperty("oursIsValid").GetBoolean());
        Assert.Equal(("totp", "Agent Grid:ann+grid@example.org"), (theirs.GetProperty("type").GetString(), theirs.GetProperty("label").GetString()));
        var read = theirs.GetProperty("params");
        Assert.Equal((Base32.Encode(secret), "Agent Grid", 6, 30), (read.GetProperty("secret").GetString(), read.GetProperty("issuer").GetString(), read.GetProperty("digits").GetInt32(), read.GetProperty("period").GetInt32()));
        var generated = Base32.Decode(theirs.GetProperty("newSecret").GetString());
        Assert.Equal(theirs.GetProperty("newCode").GetString(), Totp.Code(generated, Totp.StepAt(now)));
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansAgentGrid.sln"))) root = root.Parent!;
        return Path.Combine(root.FullName, "tests", "AgentGrid.Identity.Tests", "clients", "otplib");
    }
}
