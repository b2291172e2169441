using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class AuditListTests(TestPostgres postgres) : AuditTest(postgres)
{
    private const string Project = "project:p";

    private static AuditEvent Varied(int number) => Event(number) with
    {
        Actor = new AuditActor($"actor-{number % 4}-long-enough", "user", null),
        Action = number % 5 == 0 ? AuditActions.TokenCreated : AuditActions.AgentUpdated,
        Target = number % 3 == 0 ? null : new AuditTarget("agent", $"target-{number % 3}-long-enough"),
        Result = number % 7 == 0 ? AuditResult.Failed : number % 11 == 0 ? AuditResult.Refused : AuditResult.Ok,
    };

    private async Task<List<int>> WalkAsync(AuditFilter filter, int limit = 7)
    {
        var numbers = new List<int>();
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync(limit, cursor, filter, Cancel);
            Assert.True(page.Items.Count <= limit);
            numbers.AddRange(page.Items.Select(entry => int.Parse(entry.Event!.RequestId!["request-".Length..], System.Globalization.CultureInfo.InvariantCulture)));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return numbers;
    }

    [Fact]
    public async Task ListAsync_every_filter_gives_what_it_names_newest_first()
    {
        await AppendAsync(Chain, Enumerable.Range(0, 60).Select(Varied));
        await AppendAsync(Project, Enumerable.Range(60, 30).Select(Varied));
        var all = Enumerable.Range(0, 90).Reverse().ToList();

        Assert.Equal(all, await WalkAsync(AuditFilter.None));
        Assert.Equal(all.Where(n => n >= 60), await WalkAsync(new AuditFilter { Chains = [Project] }));
        Assert.Empty(await WalkAsync(new AuditFilter { Chains = [] }));
        Assert.Equal(all.Where(n => n % 4 == 2), await WalkAsync(new AuditFilter { Actor = "actor-2-long-enough" }));
        Assert.Equal(all.Where(n => n % 3 == 1), await WalkAsync(new AuditFilter { Target = "target-1-long-enough" }));
        Assert.Equal(all.Where(n => n % 5 == 0), await WalkAsync(new AuditFilter { Action = AuditActions.TokenCreated }));
        Assert.Equal(all.Where(n => n % 7 == 0), await WalkAsync(new AuditFilter { Result = AuditResult.Failed }));
        Assert.Equal(all.Where(n => n % 7 != 0 && n % 11 != 0), await WalkAsync(new AuditFilter { Result = AuditResult.Ok }));
        Assert.Equal(all.Where(n => n is >= 20 and < 70), await WalkAsync(new AuditFilter { From = Start.AddSeconds(20), To = Start.AddSeconds(70) }));
        Assert.Equal(
            all.Where(n => n is >= 10 and < 60 && n % 4 == 1 && n % 3 == 1),
            await WalkAsync(new AuditFilter { Chains = [Chain], From = Start.AddSeconds(10), Actor = "actor-1-long-enough", Target = "target-1-long-enough" }, 1));
        Assert.Empty(await WalkAsync(new AuditFilter { Actor = "x-long-enough" }));
    }

    [Fact]
    public async Task ListAsync_entries_of_one_time_are_neither_repeated_nor_left_out()
    {
        await AppendAsync(Chain, Enumerable.Range(0, 20).Select(number => Event(number) with { Time = Start }));
        await AppendAsync(Project, Enumerable.Range(20, 20).Select(number => Event(number) with { Time = Start }));

        Assert.Equal(Enumerable.Range(0, 40), (await WalkAsync(AuditFilter.None, 3)).Order());
    }

    [Theory]
    [InlineData("!")]
    [InlineData("YWdlbnRzHzE")]
    [InlineData("YXVkaXQfMR8yHzk5OTk5OTk5OTk5OTk5OTk5OTk5")]
    public async Task ListAsync_foreign_cursor_is_refused(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(10, cursor, AuditFilter.None, Cancel));
}
