namespace AgentGrid.Engine.Tests.Keys;

public sealed class KeyTests(EngineFixture engine) : ConformanceCase(engine)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash and space")]
    [InlineData("grüße-日本語-🙂")]
    [InlineData("plus+sign+twice")]
    [InlineData("UPPER and lower differ")]
    public async Task String_key_comes_back(string key)
    {
        var grain = Grains.GetGrain<IStringKeyGrain>(key);
        Assert.Equal(key, await grain.Read());
        Assert.Equal(key, grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task Guid_key_comes_back()
    {
        var key = Guid.CreateVersion7();
        Assert.Equal(key, await Grains.GetGrain<IGuidKeyGrain>(key).Read());
        Assert.Equal(key, Grains.GetGrain<IGuidKeyGrain>(key).GetPrimaryKey());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Integer_key_comes_back(long key) => Assert.Equal(key, await Grains.GetGrain<IIntegerKeyGrain>(key).Read());

    [Fact]
    public async Task Guid_compound_key_comes_back()
    {
        var key = Guid.CreateVersion7();
        Assert.Equal((key, "ext+日本"), await Grains.GetGrain<IGuidCompoundKeyGrain>(key, "ext+日本").Read());
    }

    [Fact]
    public async Task Integer_compound_key_comes_back() =>
        Assert.Equal((-5L, "a+b"), await Grains.GetGrain<IIntegerCompoundKeyGrain>(-5, "a+b").Read());

    [Fact]
    public async Task Grain_id_names_type_and_key()
    {
        var id = await Grains.GetGrain<IStringKeyGrain>(Key).Id();
        Assert.Equal($"stringkey/{Key}", id.ToString());
        Assert.Equal(id, Grains.GetGrain<IStringKeyGrain>(Key).GetGrainId());
        Assert.Equal(id, GrainId.Parse(id.ToString()));
    }

    [Fact]
    public async Task Grain_is_found_by_its_id()
    {
        var id = Grains.GetGrain<IStringKeyGrain>(Key).GetGrainId();
        Assert.Equal(Key, await Grains.GetGrain<IStringKeyGrain>(id).Read());
    }

    [Fact]
    public async Task Grain_is_found_by_interface_type() =>
        Assert.Equal(Key, await ((IStringKeyGrain)Grains.GetGrain(typeof(IStringKeyGrain), Key)).Read());

    [Fact]
    public void References_to_one_grain_are_equal()
    {
        var first = Grains.GetGrain<IStringKeyGrain>(Key);
        Assert.Equal(first, Grains.GetGrain<IStringKeyGrain>(Key));
        Assert.Equal(first.GetHashCode(), Grains.GetGrain<IStringKeyGrain>(Key).GetHashCode());
        Assert.NotEqual(first, Grains.GetGrain<IStringKeyGrain>(Key + "x"));
    }

    [Fact]
    public void Empty_key_is_refused() => Assert.ThrowsAny<ArgumentException>(() => Grains.GetGrain<IStringKeyGrain>(" "));

    [Fact]
    public void Integer_key_of_a_string_grain_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Grains.GetGrain<IStringKeyGrain>("not a number").GetPrimaryKeyLong());
}
