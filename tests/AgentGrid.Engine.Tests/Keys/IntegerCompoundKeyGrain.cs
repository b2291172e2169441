namespace AgentGrid.Engine.Tests.Keys;

public sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<(long, string)> Read()
    {
        var key = this.GetPrimaryKeyLong(out var extension);
        return Task.FromResult((key, extension!));
    }
}
