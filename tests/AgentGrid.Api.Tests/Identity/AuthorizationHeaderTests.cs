using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity;

/// <summary>What may come as <c>Authorization</c>, byte for byte on a socket.</summary>
public sealed class AuthorizationHeaderTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Token = GridUnderTest.AdminToken;

    [Theory]
    [InlineData("Authorization: Bearer " + Token, 200)]
    [InlineData("authorization: bearer " + Token, 200)]
    [InlineData("Authorization:   Bearer   " + Token + "  ", 200)]
    [InlineData("Authorization:", 401)]
    [InlineData("Authorization: ", 401)]
    [InlineData("Authorization: Bearer", 401)]
    [InlineData("Authorization: Bearer ", 401)]
    [InlineData("Authorization: " + Token, 401)]
    [InlineData("Authorization: Bearer" + Token, 401)]
    [InlineData("Authorization: Bearer\t" + Token, 401)]
    [InlineData("Authorization: Bearer " + Token + "x", 401)]
    [InlineData("Authorization: Bearer x" + Token, 401)]
    [InlineData("Authorization: Bearer " + Token + "," + Token, 401)]
    [InlineData("Authorization: Bearer \"" + Token + "\"", 401)]
    [InlineData("Authorization: Bearer TEST-ADMINISTRATOR-TOKEN-0123456789ABCDEF", 401)]
    [InlineData("Authorization: Basic YWRtaW46YWRtaW4=", 401)]
    [InlineData("Authorization: Basic " + Token, 401)]
    [InlineData("Authorization: Digest username=\"a\"", 401)]
    [InlineData("Authorization: DPoP " + Token, 401)]
    [InlineData("Authorization: Bearer ' OR 1=1--", 401)]
    [InlineData("Authorization: Bearer %00", 401)]
    [InlineData("Authorization: Bearer " + Token + "\r\nAuthorization: Bearer " + Token, 401)]
    [InlineData("Authorization: Bearer x\r\nAuthorization: Bearer " + Token, 401)]
    [InlineData("X-Api-Key: " + Token, 401)]
    [InlineData("Cookie: token=" + Token, 401)]
    [InlineData("Authorization: Bearer a\u0001b", 401)]
    [InlineData("Authorization: Bearer a\0b", 400)]
    public async Task Header_is_taken_or_refused(string header, int status)
    {
        foreach (var path in (string[])["/api/v1/auth/me", "/v1/models"])
        {
            var answer = await RawHttp.AskAsync(shared.Grid.Url, $"GET {path} HTTP/1.1\r\nHost: grid\r\n{header}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain(Token, answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(513, 401)]
    [InlineData(8_000, 401)]
    [InlineData(31_000, 401)]
    [InlineData(40_000, 431)]
    public async Task Header_that_is_huge_is_refused_and_not_repeated(int length, int status)
    {
        var answer = await RawHttp.AskAsync(shared.Grid.Url, $"GET /api/v1/auth/me HTTP/1.1\r\nHost: grid\r\nAuthorization: Bearer {new string('x', length)}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.True(answer.Length < 4000);
    }

    [Fact]
    public async Task Header_with_bytes_that_are_no_utf8_is_refused()
    {
        var answer = await RawHttp.AskAsync(shared.Grid.Url, [.. "GET /api/v1/auth/me HTTP/1.1\r\nHost: grid\r\nAuthorization: Bearer "u8, 0xFF, 0xFE, 0x80, .. "\r\nConnection: close\r\n\r\n"u8]);
        Assert.Matches("^HTTP/1.1 40[01] ", answer);
    }

    [Fact]
    public async Task Token_in_the_query_is_not_a_credential()
    {
        foreach (var query in (string[])["access_token", "token", "api_key"])
            Assert.Equal(401, (await shared.Anonymous.GetAnswerAsync($"/api/v1/auth/me?{query}={Token}")).Status);
    }
}
