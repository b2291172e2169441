using System.Collections.Immutable;
using Orleans.Serialization;

namespace AgentGrid.Engine.Tests.Copying;

public sealed class CopyTests(EngineFixture engine) : ConformanceCase(engine)
{
    private ICopyGrain Grain => Grains.GetGrain<ICopyGrain>(Key);

    private static Parcel Sample() => new()
    {
        Name = "outer",
        Numbers = [1, 2, 3],
        Parts = new() { ["a"] = new() { Name = "part" } },
        Inner = new() { Name = "inner" },
        Bytes = [1, 2],
        Color = Color.Green,
    };

    [Fact]
    public async Task Argument_changed_by_the_grain_is_unchanged_for_the_caller()
    {
        var parcel = Sample();
        Assert.Equal(4, await Grain.Scribble(parcel));
        Assert.Equal("outer", parcel.Name);
        Assert.Equal([1, 2, 3], parcel.Numbers);
        Assert.Single(parcel.Parts);
    }

    [Fact]
    public async Task Argument_changed_by_the_caller_is_unchanged_for_the_grain()
    {
        var parcel = Sample();
        await Grain.Keep(parcel);
        parcel.Name = "changed";
        parcel.Inner!.Name = "changed";
        parcel.Bytes![0] = 9;
        var kept = await Grain.Kept();
        Assert.Equal("outer", kept.Name);
        Assert.Equal("inner", kept.Inner!.Name);
        Assert.Equal([1, 2], kept.Bytes!);
    }

    [Fact]
    public async Task Result_changed_by_the_caller_is_unchanged_for_the_grain()
    {
        await Grain.Keep(Sample());
        (await Grain.Kept()).Numbers.Clear();
        Assert.Equal([1, 2, 3], (await Grain.Kept()).Numbers);
    }

    [Fact]
    public async Task Members_with_ids_cross_and_others_do_not()
    {
        var parcel = Sample();
        parcel.Local = "only here";
        parcel.Hide(5);
        var back = await Grain.Echo(parcel);
        Assert.Equal(Color.Green, back.Color);
        Assert.Equal("part", back.Parts["a"].Name);
        Assert.Equal(5, back.Hidden);
        Assert.Equal("fresh", back.Local);
    }

    [Fact]
    public async Task Derived_type_keeps_its_type_and_all_members()
    {
        var special = new SpecialParcel { Name = "special", Extra = Guid.CreateVersion7() };
        var back = Assert.IsType<SpecialParcel>(await Grain.Echo(special));
        Assert.Equal(special.Extra, back.Extra);
        Assert.Equal("special", back.Name);
    }

    [Fact]
    public async Task Object_passed_twice_arrives_once()
    {
        var parcel = Sample();
        Assert.True(await Grain.AreSame(parcel, parcel));
        Assert.False(await Grain.AreSame(parcel, Sample()));
    }

    [Fact]
    public async Task Cycle_crosses()
    {
        var parcel = Sample();
        parcel.Inner = parcel;
        var back = await Grain.Echo(parcel);
        Assert.Same(back, back.Inner);
        Assert.NotSame(parcel, back);
    }

    [Fact]
    public async Task Null_crosses() => Assert.Null(await Grain.Echo(null!));

    [Fact]
    public async Task Record_with_required_members_crosses()
    {
        var label = new Label { Text = "x", At = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)) };
        Assert.Equal(label, await Grain.EchoLabel(label));
    }

    [Fact]
    public async Task Struct_is_copied_with_what_it_holds()
    {
        var point = new Point { X = 1, History = [1] };
        var back = await Grain.EchoPoint(point);
        Assert.Equal(1, back.X);
        Assert.Equal([1], back.History);
        Assert.NotSame(point.History, back.History);
    }

    [Fact]
    public async Task Generic_type_crosses()
    {
        var box = new Box<List<string>> { Value = ["a"] };
        var back = await Grain.EchoBox(box);
        Assert.Equal(["a"], back.Value!);
        Assert.NotSame(box.Value, back.Value);
    }

    [Fact]
    public async Task Collections_are_copied()
    {
        string[] array = ["a", "b"];
        HashSet<int> set = [1, 2];
        var list = new List<int> { 4 };
        Assert.NotSame(array, await Grain.EchoArray(array));
        Assert.Equal(array, await Grain.EchoArray(array));
        Assert.NotSame(set, await Grain.EchoSet(set));
        Assert.Equal(set, await Grain.EchoSet(set));
        var (number, copy) = await Grain.EchoTuple((3, list));
        Assert.Equal(3, number);
        Assert.NotSame(list, copy);
        Assert.Equal(list, copy);
        Assert.Equal(ImmutableArray.Create(1, 2), await Grain.EchoImmutable([1, 2]));
    }

    [Fact]
    public async Task Nullable_crosses()
    {
        Assert.Null(await Grain.EchoNullable(null));
        Assert.Equal(3, await Grain.EchoNullable(3));
    }

    [Fact]
    public async Task Interface_typed_argument_is_copied_by_its_runtime_type()
    {
        var back = await Grain.EchoInterface(new List<Parcel> { Sample() });
        Assert.Equal("outer", Assert.IsType<List<Parcel>>(back)[0].Name);
    }

    [Fact]
    public async Task Object_typed_argument_is_copied_by_its_runtime_type()
    {
        var parcel = Sample();
        var back = Assert.IsType<Parcel>(await Grain.EchoObject(parcel));
        Assert.NotSame(parcel, back);
        Assert.Equal(5, await Grain.EchoObject(5));
    }

    [Fact]
    public async Task Known_immutables_cross()
    {
        var id = Guid.CreateVersion7();
        var text = await Grain.Describe(
            id, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), TimeSpan.FromMinutes(2), new("https://example.org/a"), 1.50m, Color.Red, new(1, 2));
        Assert.Equal($"{id:N} 2026-01-02T03:04:05.0000000+00:00 00:02:00 https://example.org/a 1.50 Red 1.2", text);
    }

    [Fact]
    public async Task Unmarked_type_is_refused() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await Grain.EchoObject(new Unmarked { Value = 1 }));

    [Fact]
    public async Task Unmarked_type_inside_a_collection_is_refused() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await Grain.EchoObject(new List<Unmarked> { new() }));

    [Fact]
    public async Task Grain_reference_crosses()
    {
        var other = Grains.GetGrain<ICopyGrain>(Key + "other");
        Assert.Equal(other, await Grain.EchoGrain(other));
        Assert.Equal(Key, (await Grain.Myself()).GetPrimaryKeyString());
    }

    [Fact]
    public async Task Collection_expressions_for_read_only_interfaces_cross()
    {
        Assert.Empty(await Grain.EchoReadOnlyList([]));
        Assert.Equal(["a"], await Grain.EchoReadOnlyList(["a"]));
        Assert.Equal(["a", "b", "c"], await Grain.EchoReadOnlyList(["a", "b", "c"]));
        Assert.Equal([1], await Grain.EchoReadOnlyCollection([1]));
        Assert.Equal([1, 2], await Grain.EchoEnumerable([1, 2]));
    }

    [Fact]
    public async Task Read_only_wrappers_cross()
    {
        Assert.Equal(["a"], await Grain.EchoReadOnlyList(new List<string> { "a" }.AsReadOnly()));
        Assert.Equal(1, (await Grain.EchoReadOnlyDictionary(new Dictionary<string, int> { ["a"] = 1 }.AsReadOnly()))["a"]);
    }

    [Fact]
    public async Task Query_for_an_enumerable_crosses() => Assert.Equal([2, 3], await Grain.EchoEnumerable(new[] { 1, 2 }.Select(number => number + 1)));
}
