namespace AgentGrid.Engine.Tests.Keys;

public sealed class StringKeyGrain : Grain, IStringKeyGrain
{
    public Task<string> Read() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<GrainId> Id() => Task.FromResult(this.GetGrainId());
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> Read() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> Read() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<(Guid, string)> Read()
    {
        var key = this.GetPrimaryKey(out var extension);
        return Task.FromResult((key, extension!));
    }
}

public sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<(long, string)> Read()
    {
        var key = this.GetPrimaryKeyLong(out var extension);
        return Task.FromResult((key, extension!));
    }
}
