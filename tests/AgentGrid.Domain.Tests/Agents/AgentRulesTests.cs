using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class AgentRulesTests
{
    private static readonly AgentFields Valid = new() { Name = "writer-1", Kind = "openai", Endpoint = "https://llm.example/v1" };

    [Theory]
    [InlineData("ab", true)]
    [InlineData("0-", true)]
    [InlineData("a--b", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("Ab", false)]
    [InlineData("a_b", false)]
    [InlineData("ab\n", false)]
    [InlineData("äb", false)]
    [InlineData("a٣", false)]
    public void IsValid_slugs(string? name, bool valid) => Assert.Equal(valid, AgentName.IsValid(name));

    [Fact]
    public void IsValid_length_at_the_edge()
    {
        Assert.True(AgentName.IsValid(new string('a', 63)));
        Assert.False(AgentName.IsValid(new string('a', 64)));
    }

    [Fact]
    public void IsValid_agrees_with_the_published_pattern() =>
        Given.ForAll(Given.Numbers('\n', '{', 0, 5), codes =>
        {
            var name = string.Concat(codes.Select(c => (char)c));
            // \z: the pattern's $ is the end of the text, not of a line.
            Assert.Equal(System.Text.RegularExpressions.Regex.IsMatch(name, AgentName.Pattern.Replace("$", "\\z")), AgentName.IsValid(name));
        }, runs: 2000);

    [Fact]
    public void Validate_least_fields_is_fine()
    {
        Assert.Empty(AgentRules.Validate(Valid));
        Assert.Empty(AgentRules.Validate(new AgentFields { Name = "id-only", Kind = "none" }));
    }

    [Fact]
    public void Validate_nothing_given_names_what_is_required() =>
        Assert.Equal(["kind", "name"], AgentRules.Validate(new AgentFields()).Keys.Order());

    public static TheoryData<string, AgentFields, bool> Cases()
    {
        var data = new TheoryData<string, AgentFields, bool>();
        void Fine(string field, params AgentFields[] cases) => Array.ForEach(cases, c => data.Add(field, c, true));
        void Wrong(string field, params AgentFields[] cases) => Array.ForEach(cases, c => data.Add(field, c, false));

        Wrong("name", Valid with { Name = null }, Valid with { Name = "Bad Name" });
        Fine("displayName", Valid with { DisplayName = "Grüße 🧑‍🚀 वह" }, Valid with { DisplayName = string.Concat(Enumerable.Repeat("👩🏽", 100)) });
        Wrong("displayName", Valid with { DisplayName = "" }, Valid with { DisplayName = "  " }, Valid with { DisplayName = "a\tb" }, Valid with { DisplayName = "a\u2028b" },
            Valid with { DisplayName = "a\u0085b" }, Valid with { DisplayName = "a\u202Eb" }, Valid with { DisplayName = "\ud800" },
            Valid with { DisplayName = new string('x', 101) }, Valid with { DisplayName = "e" + new string('\u0301', 800) });
        Fine("role", Valid with { Role = "admin" }, Valid with { Role = "agent" });
        Wrong("role", Valid with { Role = "Admin" }, Valid with { Role = "1" }, Valid with { Role = "" });
        Wrong("kind", Valid with { Kind = "OpenAI" }, Valid with { Kind = "0" }, Valid with { Kind = "" });
        foreach (var kind in new[] { "openai", "anthropic", "gemini", "ollama", "openclaw" })
        {
            Fine("kind", Valid with { Kind = kind });
            Wrong("endpoint", Valid with { Kind = kind, Endpoint = null });
        }
        Fine("endpoint", Valid with { Endpoint = "http://127.0.0.1:8080" }, Valid with { Endpoint = "HTTPS://[::1]/x" }, Valid with { Endpoint = "https://bücher.example/a@b?x=@" });
        Wrong("endpoint", Valid with { Kind = "none" }, Valid with { Kind = null, Endpoint = "ftp://x" }, Valid with { Endpoint = "" }, Valid with { Endpoint = "/v1" }, Valid with { Endpoint = "llm.example" },
            Valid with { Endpoint = "ftp://llm.example" }, Valid with { Endpoint = "file:///etc/passwd" }, Valid with { Endpoint = "https://u:p@llm.example" },
            Valid with { Endpoint = "https://u@llm.example" }, Valid with { Endpoint = "https://@llm.example" }, Valid with { Endpoint = "https://llm.example/#x" }, Valid with { Endpoint = "https://llm.example#" },
            Valid with { Endpoint = " https://llm.example" }, Valid with { Endpoint = "https://llm.example\n" }, Valid with { Endpoint = "https:\\\\llm.example" }, Valid with { Endpoint = "https://" },
            Valid with { Endpoint = "https:llm.example" }, Valid with { Endpoint = "https:/llm.example" }, Valid with { Endpoint = "https://llm.example/" + new string('x', 2048) });
        Fine("model", Valid with { Model = "org/model:free" }, Valid with { Model = new string('m', 200) });
        Wrong("model", Valid with { Model = "" }, Valid with { Model = new string('m', 201) }, Valid with { Model = "a\nb" });
        Fine("apiKey", Valid with { ApiKey = new string('k', 4096) });
        Wrong("apiKey", Valid with { ApiKey = "" }, Valid with { ApiKey = new string('k', 4097) }, Valid with { ApiKey = "k\r\nx: y" }, Valid with { ApiKey = "k\0" });
        Fine("pool", Valid with { Pool = "default" });
        Wrong("pool", Valid with { Pool = "" }, Valid with { Pool = "A B" });
        Fine("weight", Valid with { Weight = 0 }, Valid with { Weight = 1000 });
        Wrong("weight", Valid with { Weight = -1 }, Valid with { Weight = 1001 });
        Fine("maxConcurrency", Valid with { MaxConcurrency = 1 }, Valid with { MaxConcurrency = 100_000 });
        Wrong("maxConcurrency", Valid with { MaxConcurrency = 0 }, Valid with { MaxConcurrency = 100_001 });
        Fine("timeoutSeconds", Valid with { TimeoutSeconds = 1 }, Valid with { TimeoutSeconds = 3600 });
        Wrong("timeoutSeconds", Valid with { TimeoutSeconds = 0 }, Valid with { TimeoutSeconds = 3601 });
        Fine("maxFails", Valid with { MaxFails = 0 }, Valid with { MaxFails = 100 });
        Wrong("maxFails", Valid with { MaxFails = -1 }, Valid with { MaxFails = 101 });
        Fine("failTimeoutSeconds", Valid with { FailTimeoutSeconds = 1 }, Valid with { FailTimeoutSeconds = 3600 });
        Wrong("failTimeoutSeconds", Valid with { FailTimeoutSeconds = 0 }, Valid with { FailTimeoutSeconds = 3601 });
        Fine("healthPath", Valid with { HealthPath = "/" }, Valid with { HealthPath = "/health?full=1" });
        Wrong("healthPath", Valid with { HealthPath = "" }, Valid with { HealthPath = "health" }, Valid with { HealthPath = "//evil.example/x" }, Valid with { HealthPath = "/\\evil.example" },
            Valid with { HealthPath = "/a b" }, Valid with { HealthPath = "/a#b" }, Valid with { HealthPath = "/a\r\n" }, Valid with { HealthPath = "/" + new string('x', 512) });
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Validate_each_field_at_its_edges(string field, AgentFields fields, bool fine)
    {
        var errors = AgentRules.Validate(fields);
        Assert.Equal(!fine, errors.ContainsKey(field));
        if (fields.Kind is not null)
            Assert.Equal(fine ? 0 : 1, errors.Count);
    }

    [Fact]
    public void Validate_errors_never_repeat_the_key() =>
        Assert.DoesNotContain("sk-canary", string.Concat(AgentRules.Validate(Valid with { ApiKey = "sk-canary\n" }).SelectMany(e => e.Value)));

    [Fact]
    public void ToString_hides_the_key() => Assert.DoesNotContain("sk-canary", (Valid with { ApiKey = "sk-canary" }).ToString());

    [Fact]
    public void ToWire_round_trips_every_kind_and_role()
    {
        foreach (var kind in Enum.GetValues<AgentKind>())
        {
            Assert.True(AgentTerms.TryParseKind(kind.ToWire(), out var parsed));
            Assert.Equal(kind, parsed);
        }
        foreach (var role in Enum.GetValues<AgentRole>())
        {
            Assert.True(AgentTerms.TryParseRole(role.ToWire(), out var parsed));
            Assert.Equal(role, parsed);
        }
        Assert.Equal(["unknown", "healthy", "unhealthy"], Enum.GetValues<AgentHealth>().Select(h => h.ToWire()));
    }
}
