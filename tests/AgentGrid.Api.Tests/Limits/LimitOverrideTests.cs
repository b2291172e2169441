using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Limits;

/// <summary>Setting, listing and removing overrides.</summary>
public sealed class LimitOverrideTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Theory]
    [InlineData("""{"permits":0}""", "permits")]
    [InlineData("""{"permits":-1}""", "permits")]
    [InlineData("""{"permits":100000001}""", "permits")]
    [InlineData("{}", "permits")]
    [InlineData("""{"permits":null}""", "permits")]
    [InlineData("""{"permits":5,"windowSeconds":0}""", "windowSeconds")]
    [InlineData("""{"permits":5,"windowSeconds":3601}""", "windowSeconds")]
    [InlineData("""{"windowSeconds":-1}""", "permits", "windowSeconds")]
    public async Task Put_out_of_bounds_is_422(string body, params string[] fields)
    {
        var answer = await shared.Admin.PutAnswerAsync("/api/v1/limits/overrides/totp/subject/somebody", body);
        Assert.Equal(422, answer.Status);
        Assert.Equal(fields, answer.ErrorFields);
    }

    [Theory]
    [InlineData("1", "1", 1)]
    [InlineData("100000000", "3600", 3600)]
    [InlineData("7", null, 60)]
    public async Task Put_at_the_bounds_is_kept(string permits, string? window, int expected)
    {
        var answer = await shared.Admin.PutAnswerAsync("/api/v1/limits/overrides/totp/token/t1", $$"""{"permits":{{permits}}{{(window is null ? "" : $",\"windowSeconds\":{window}")}}}""");
        Assert.Equal(200, answer.Status);
        Assert.Equal((permits, expected), (answer.Json.GetProperty("permits").GetRawText(), answer.Json.GetProperty("windowSeconds").GetInt32()));
    }

    [Theory]
    [InlineData("nope/subject/a", 404)]
    [InlineData("totp/everybody/a", 404)]
    [InlineData("totp/subject/a%01b", 422)]
    public async Task Key_that_does_not_exist_is_refused(string key, int status)
    {
        Assert.Equal(status, (await shared.Admin.PutAnswerAsync($"/api/v1/limits/overrides/{key}", """{"permits":5}""")).Status);
        Assert.Equal(status, (await shared.Admin.DeleteAnswerAsync($"/api/v1/limits/overrides/{key}")).Status);
    }

    [Fact]
    public async Task Subject_of_200_characters_is_taken_and_of_201_refused()
    {
        Assert.Equal(200, (await shared.Admin.PutAnswerAsync($"/api/v1/limits/overrides/totp/subject/{new string('s', 200)}", """{"permits":5}""")).Status);
        Assert.Equal(422, (await shared.Admin.PutAnswerAsync($"/api/v1/limits/overrides/totp/subject/{new string('s', 201)}", """{"permits":5}""")).Status);
    }

    [Fact]
    public async Task Delete_twice_is_404_and_a_list_shows_what_is_left()
    {
        foreach (var subject in (string[])["z1", "z2", "z3"])
            await shared.Admin.PutAnswerAsync($"/api/v1/limits/overrides/socket-events/subject/{subject}", """{"permits":5}""");
        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync("/api/v1/limits/overrides/socket-events/subject/z2")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync("/api/v1/limits/overrides/socket-events/subject/z2")).Status);

        var subjects = new List<string?>();
        string? cursor = null;
        do
        {
            var page = (await shared.Admin.GetAnswerAsync($"/api/v1/limits/overrides?limit=1{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
            subjects.AddRange(page.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("policy").GetString() == "socket-events").Select(i => i.GetProperty("subject").GetString()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(["z1", "z3"], subjects);
    }

    [Fact]
    public async Task Policies_are_listed_as_the_specification_has_them()
    {
        var items = (await shared.Admin.GetAnswerAsync("/api/v1/limits")).Json.GetProperty("items").EnumerateArray()
            .Select(p => $"{p.GetProperty("name")} {p.GetProperty("permits")}/{p.GetProperty("windowSeconds")}s up to {p.GetProperty("blockCapSeconds")}s");
        Assert.Equal(
            ["login 10/60s up to 300s", "totp 5/60s up to 600s", "dispatch 60/60s up to 60s", "anonymous 100/60s up to 60s", "authenticated 600/60s up to 60s", "socket-events 30/1s up to 30s"],
            items);
    }
}
