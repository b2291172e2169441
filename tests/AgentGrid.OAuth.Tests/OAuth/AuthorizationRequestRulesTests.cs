using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class AuthorizationRequestRulesTests
{
    private const string Good = "client_id=app redirect_uri=https://app.example/cb response_type=code scope=openid+rooms state=af0 nonce=n1 code_challenge=$ code_challenge_method=S256";

    [Fact]
    public void Judge_sound_request_is_read()
    {
        var request = Judge(Good + " prompt=login+consent max_age=60 login_hint=a@b display=page ui_locales=de").Request!;
        Assert.Equal(Sample.Client, request.Client);
        Assert.Equal(Sample.RedirectUri, request.RedirectUri);
        Assert.Equal("openid rooms", request.Scopes.ToString());
        Assert.Equal(("af0", "n1", "a@b"), (request.State, request.Nonce, request.LoginHint));
        Assert.Equal(["login", "consent"], request.Prompts.AsEnumerable());
        Assert.Equal(TimeSpan.FromSeconds(60), request.MaxAge);
        Assert.Equal(Sample.Challenge, request.CodeChallenge);
    }

    /// <summary>No open redirector: while the address is not known to be the client's, nothing is sent to it.</summary>
    [Theory]
    [InlineData("client_id=app", "client_id=other")]
    [InlineData("client_id=app", "client_id=")]
    [InlineData("client_id=app", "")]
    [InlineData("client_id=app", "client_id=app client_id=app")]
    [InlineData("client_id=app", "client_id=app client_id=")]
    [InlineData("client_id=app", "client_id=APP")]
    [InlineData("redirect_uri=https://app.example/cb", "redirect_uri=https://evil.example/cb")]
    [InlineData("redirect_uri=https://app.example/cb", "redirect_uri=")]
    [InlineData("redirect_uri=https://app.example/cb", "")]
    [InlineData("redirect_uri=https://app.example/cb", "redirect_uri=https://app.example/cb redirect_uri=https://evil.example/cb")]
    [InlineData("redirect_uri=https://app.example/cb", "redirect_uri=https://evil.example/cb redirect_uri=https://app.example/cb")]
    [InlineData("redirect_uri=https://app.example/cb", "redirect_uri=https://app.example/cb?x=1")]
    public void Judge_unknown_client_or_address_never_redirects(string from, string to)
    {
        var verdict = Judge(Good.Replace(from, to, StringComparison.Ordinal));
        Assert.Null(verdict.Request);
        Assert.NotNull(verdict.Refusal);
        Assert.Null(verdict.RedirectUri);
        Assert.Null(verdict.State);
    }

    [Theory]
    [InlineData("response_type=code", "", OAuthError.InvalidRequest)]
    [InlineData("response_type=code", "response_type=token", OAuthError.UnsupportedResponseType)]
    [InlineData("response_type=code", "response_type=code+id_token", OAuthError.UnsupportedResponseType)]
    [InlineData("response_type=code", "response_type=none", OAuthError.UnsupportedResponseType)]
    [InlineData("state=af0", "state=af0 response_mode=fragment", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 response_mode=form_post", OAuthError.InvalidRequest)]
    [InlineData("scope=openid+rooms", "", OAuthError.InvalidScope)]
    [InlineData("scope=openid+rooms", "scope=openid+root", OAuthError.InvalidScope)]
    [InlineData("scope=openid+rooms", "scope=openid+grid", OAuthError.InvalidScope)]
    [InlineData("state=af0", "state=af0 prompt=none+login", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 prompt=create", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 max_age=-1", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 max_age=1e3", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 max_age=99999999999", OAuthError.InvalidRequest)]
    [InlineData("state=af0", "state=af0 request=eyJ", OAuthError.RequestNotSupported)]
    [InlineData("state=af0", "state=af0 request_uri=https://evil.example/r", OAuthError.RequestUriNotSupported)]
    [InlineData("state=af0", "state=af0 registration={}", OAuthError.RegistrationNotSupported)]
    [InlineData("state=af0", "state=af0 scope=openid", OAuthError.InvalidRequest)]
    [InlineData("nonce=n1", "nonce=\u00e9", OAuthError.InvalidRequest)]
    public void Judge_other_errors_go_to_the_client_with_its_state(string from, string to, OAuthError error) => AssertRedirect(from, to, error);

    /// <summary>CVE-2023-48228, CVE-2024-23647: no challenge, no method, plain.</summary>
    [Theory]
    [InlineData("code_challenge=$", "")]
    [InlineData("code_challenge=$", "code_challenge=")]
    [InlineData("code_challenge=$", "code_challenge=short")]
    [InlineData("code_challenge=$", "code_challenge=$ code_challenge=$")]
    [InlineData("code_challenge_method=S256", "")]
    [InlineData("code_challenge_method=S256", "code_challenge_method=plain")]
    [InlineData("code_challenge_method=S256", "code_challenge_method=s256")]
    [InlineData("code_challenge_method=S256", "code_challenge_method=S256 code_challenge_method=plain")]
    public void Judge_pkce_missing_or_downgraded_is_refused(string from, string to) => AssertRedirect(from, to, OAuthError.InvalidRequest);

    [Fact]
    public void Judge_client_without_the_grant_is_refused()
    {
        var verdict = AuthorizationRequestRules.Judge(Parse(Good), _ => Sample.Client with { GrantTypes = [GrantType.ClientCredentials] });
        Assert.Equal(OAuthError.UnauthorizedClient, verdict.Refusal!.Error);
    }

    [Fact]
    public void Judge_state_that_is_repeated_or_no_text_is_not_sent_back()
    {
        Assert.Null(Judge(Good.Replace("state=af0", "state=a state=b", StringComparison.Ordinal)).State);
        var verdict = Judge(Good.Replace("state=af0", "state=a\nb", StringComparison.Ordinal));
        Assert.Equal((OAuthError.InvalidRequest, null), (verdict.Refusal!.Error, verdict.State));
        Assert.Null(Judge(Good.Replace("state=af0", "state=" + new string('x', 1025), StringComparison.Ordinal)).State);
        Assert.NotNull(Judge(Good.Replace("state=af0", "state=" + new string('x', 1024), StringComparison.Ordinal)).Request);
    }

    [Fact]
    public void Judge_random_requests_redirect_only_to_registered_addresses() =>
        Given.ForAll(Given.Numbers(0, 9999, 0, 14), script =>
        {
            string[] pieces = [.. Good.Split(' '), "redirect_uri=https://evil.example", "client_id=evil", "state=\n", "scope=x", "prompt=x", "request=x", "code_challenge=", "x=y"];
            var verdict = Judge(string.Join(' ', script.Select(i => pieces[i % pieces.Length])));
            Assert.True(verdict.Request is null != verdict.Refusal is null);
            Assert.Contains(verdict.RedirectUri ?? verdict.Request?.RedirectUri, new[] { null, Sample.RedirectUri });
            if (verdict.Request is { } request)
                Assert.True(request.Scopes.IsSubsetOf(Sample.Client.Scopes) && Pkce.IsChallenge(request.CodeChallenge));
        }, runs: 1000);

    [Fact]
    public void Response_carries_state_and_issuer_and_keeps_the_query()
    {
        var request = Sample.Request with { State = "a b&c=d#é" };
        Assert.Equal("https://app.example/cb?code=c1&state=a%20b%26c%3Dd%23%C3%A9&iss=https%3A%2F%2Fgrid.example", AuthorizationResponse.Granted(request, "c1", Jose.Issuer));
        Assert.Equal("https://app.example/other?x=1&code=c1&iss=https%3A%2F%2Fgrid.example",
            AuthorizationResponse.Granted(Sample.Request with { RedirectUri = "https://app.example/other?x=1" }, "c1", Jose.Issuer));
        Assert.Equal("com.example.app:/cb?error=access_denied&error_description=No.&state=s&iss=https%3A%2F%2Fgrid.example",
            AuthorizationResponse.Refused("com.example.app:/cb", "s", new OAuthRefusal(OAuthError.AccessDenied, "No."), Jose.Issuer));
    }

    [Fact]
    public void Errors_have_distinct_names_of_the_standards()
    {
        var names = Enum.GetValues<OAuthError>().Select(OAuthTerms.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z]+(_[a-z]+)+$", name));
    }

    private static void AssertRedirect(string from, string to, OAuthError error)
    {
        var verdict = Judge(Good.Replace(from, to, StringComparison.Ordinal));
        Assert.Null(verdict.Request);
        Assert.Equal(error, verdict.Refusal!.Error);
        Assert.Equal(Sample.RedirectUri, verdict.RedirectUri);
        Assert.Equal("af0", verdict.State);
        // RFC 6749 section 5.2: what a description may contain.
        Assert.All(verdict.Refusal.Description, c => Assert.True(c is >= ' ' and <= '~' and not '"' and not '\\'));
    }

    private static AuthorizationVerdict Judge(string parameters) => AuthorizationRequestRules.Judge(Parse(parameters), id => id == "app" ? Sample.Client : null);

    // "a=b c=d", '+' for a space, '$' for the challenge.
    private static IEnumerable<KeyValuePair<string, string>> Parse(string parameters) =>
        parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair[1].Replace('+', ' ').Replace("$", Sample.Challenge, StringComparison.Ordinal)));
}
