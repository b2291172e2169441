using Orleans.Concurrency;

namespace AgentGrid.Architecture.Tests.Wire;

public sealed class WireContractTests
{
    private static readonly IReadOnlyList<string> Faults = WireContract.Check(typeof(WireContractTests).Assembly);

    [Theory]
    [InlineData("NoAlias: give it an [Alias].")]
    [InlineData("Flawed.Forgotten: give it an [Id], or make it a computed property.")]
    [InlineData("Flawed.Foreign: System.Text.StringBuilder cannot cross: give it [GenerateSerializer].")]
    [InlineData("FlawedException: give its base UnmarkedException [GenerateSerializer].")]
    [InlineData("the same [Id] 1.")]
    [InlineData("IFlawedGrain.NoName: give it an [Alias].")]
    [InlineData("IFlawedGrain.Foreign: System.Text.StringBuilder cannot cross: give it [GenerateSerializer].")]
    public void Check_finds_each_fault(string fault) => Assert.Contains(Faults, found => found.EndsWith(fault, StringComparison.Ordinal));

    [Fact]
    public void Check_finds_what_the_generator_of_Orleans_ends_on() => Assert.Equal(
        ["FirstTwin, SecondTwin: the same alias twin.", "Flawed.Computed: a computed property has no [Id].", "Flawed.Settled: give it a setter or init."],
        WireContract.Check(FlawedAssembly.Make()));

    [Fact]
    public void Check_of_a_sound_type_finds_nothing() => Assert.DoesNotContain(Faults, fault => fault.Contains(nameof(Sound), StringComparison.Ordinal));

    [Fact]
    public void List_names_members_and_methods_by_alias()
    {
        var list = WireContract.List(typeof(WireContractTests).Assembly);
        Assert.Contains("type test.wire.sound immutable\n  0 Text String\n  1 Others ImmutableArray<test.wire.sound>\n", list, StringComparison.Ordinal);
        Assert.Contains("interface test.wire.grain\n  get(test.wire.sound, CancellationToken) -> Int32 interleaves\n  tell(String) -> Void one-way\n", list, StringComparison.Ordinal);
    }

    [GenerateSerializer, Alias("test.wire.sound"), Immutable]
    public sealed record Sound
    {
        [Id(0)]
        public required string Text { get; init; }

        [Id(1)]
        public System.Collections.Immutable.ImmutableArray<Sound> Others { get; init; }

        public int Length => Text.Length;
    }

    [GenerateSerializer]
    public sealed class NoAlias;

    // What the check must find, Orleans' analyzers find as well.
#pragma warning disable ORLEANS0004, ORLEANS0012
    [GenerateSerializer, Alias("test.wire.flawed")]
    public sealed class Flawed
    {
        public int Forgotten { get; set; }

        [Id(0)]
        public System.Text.StringBuilder? Foreign { get; set; }

        [Id(1)]
        public int First { get; set; }

        [Id(1)]
        public int Second { get; set; }
    }

    public class UnmarkedException : Exception;

    [GenerateSerializer, Alias("test.wire.flawed-exception")]
    public sealed class FlawedException : UnmarkedException;

    [Alias("test.wire.grain")]
    public interface IWireGrain : IGrainWithStringKey
    {
        [Alias("get"), AlwaysInterleave]
        Task<int> Get(Sound sound, CancellationToken cancellationToken);

        [Alias("tell"), OneWay]
        Task Tell(string text);
    }

    [Alias("test.wire.flawed-grain")]
    public interface IFlawedGrain : IGrainWithStringKey
    {
        Task NoName();

        [Alias("foreign")]
        Task Foreign(System.Text.StringBuilder text);
    }
#pragma warning restore ORLEANS0004, ORLEANS0012
}
