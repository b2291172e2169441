using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.People;

/// <summary>Nobody locks the last administrator out, themselves included.</summary>
public sealed class LastAdministratorTests(TestPostgres postgres)
{
    [Fact]
    public async Task Last_administrator_is_kept_and_the_answer_says_what_to_do()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_ADMIN_PASSWORD=seven quiet lamps under the bridge");
        var admin = grid.Client(grid.Host.Services.GetRequiredService<FixedTokens>().IssueForThisProcess("test"));
        var id = (await admin.GetAnswerAsync("/api/v1/users?role=admin")).Json.GetProperty("items")[0].GetProperty("id").GetString();

        foreach (var refused in (Answer[])
            [
                await admin.PutAnswerAsync($"/api/v1/users/{id}", """{"role":"operator"}"""),
                await admin.PutAnswerAsync($"/api/v1/users/{id}", """{"disabled":true}"""),
                await admin.DeleteAnswerAsync($"/api/v1/users/{id}"),
            ])
        {
            Assert.Equal(409, refused.Status);
            Assert.Contains("Make another user an administrator first", refused.Text, StringComparison.Ordinal);
        }

        var second = await admin.PostAnswerAsync("/api/v1/users", """{"email":"boss@example.org","role":"admin","password":"nine loud bells over the valley"}""");
        Assert.Equal(201, second.Status);
        Assert.Equal(204, (await admin.DeleteAnswerAsync($"/api/v1/users/{id}")).Status);
    }
}
