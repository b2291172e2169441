using System.Net;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Hosting;

public sealed class HealthTests(TestPostgres postgres)
{
    [Fact]
    public async Task Healthz_and_readyz_answer_anonymously()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var client = grid.Client(token: null);

        var live = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal("""{"status":"ok","checks":{"db":"ok","grains":"ok"}}""", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
