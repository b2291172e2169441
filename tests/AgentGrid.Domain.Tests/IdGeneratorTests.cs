namespace AgentGrid.Domain.Tests;

public sealed class IdGeneratorTests
{
    [Fact]
    public void NewId_is_version_7_of_the_given_time()
    {
        var time = new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AB));
        var ids = new IdGenerator(time);
        var id = ids.NewId();
        Assert.StartsWith("01234567-89ab-7", id.ToString());
        Assert.NotEqual(id, ids.NewId());
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
