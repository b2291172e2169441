using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Where an endpoint may lie, checked at registration and at every change.</summary>
public sealed class AgentAddressTests(SharedGrid shared, TestPostgres postgres) : IClassFixture<SharedGrid>
{
    public static TheoryData<string> Never =>
    [
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:169.254.169.254]/", "http://2852039166/", "http://0xA9FEA9FE/", "http://169.254.1.1/",
        "http://[fe80::1]/", "http://100.100.100.200/", "http://168.63.129.16/", "http://[fd00:ec2::254]/", "http://0.0.0.0/", "http://[::]/", "http://224.0.0.1/", "http://[64:ff9b::a9fe:a9fe]/",
    ];

    [Theory]
    [MemberData(nameof(Never))]
    public async Task Register_metadata_and_link_local_addresses_are_never_taken(string endpoint)
    {
        AssertRefused(await shared.Admin.PostAnswerAsync("/api/v1/agents", Body(endpoint)));
        var id = await shared.Admin.RegisterAsync(Body("http://127.0.0.1:9"));
        AssertRefused(await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", Body(endpoint)));
    }

    [Fact]
    public async Task Register_private_addresses_are_refused_where_they_are_not_allowed()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_ALLOW_PRIVATE_ENDPOINTS=false");
        foreach (var host in (string[])["127.0.0.1:9", "localhost:9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[::1]", "[fd12::1]", "[::ffff:10.0.0.1]"])
            AssertRefused(await grid.Client().PostAnswerAsync("/api/v1/agents", Body($"http://{host}/v1")));
        Assert.Equal(201, (await grid.Client().PostAnswerAsync("/api/v1/agents", Body("http://192.0.2.1/v1"))).Status);
    }

    private static string Body(string endpoint) => $$"""{"name":"{{SharedGrid.NewName()}}","kind":"openai","endpoint":"{{endpoint}}","pool":"addresses"}""";

    private static void AssertRefused(Answer answer)
    {
        Assert.True(answer.Status == 422, answer.Text);
        Assert.Equal(["endpoint"], answer.ErrorFields);
    }
}
