namespace AgentGrid.Engine.Tests.Keys;

public sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<(Guid, string)> Read()
    {
        var key = this.GetPrimaryKey(out var extension);
        return Task.FromResult((key, extension!));
    }
}
