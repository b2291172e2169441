using System.Collections.Immutable;
using System.Globalization;

namespace AgentGrid.Engine.Tests.Copying;

public sealed class CopyGrain : Grain, ICopyGrain
{
    private Parcel _kept = new();

    public Task Keep(Parcel parcel)
    {
        _kept = parcel;
        return Task.CompletedTask;
    }

    public Task<Parcel> Kept() => Task.FromResult(_kept);

    public Task<int> Scribble(Parcel parcel)
    {
        parcel.Name = "scribbled";
        parcel.Numbers.Add(99);
        parcel.Parts.Clear();
        return Task.FromResult(parcel.Numbers.Count);
    }

    public Task<bool> AreSame(Parcel first, Parcel second) => Task.FromResult(ReferenceEquals(first, second));

    public ValueTask<Parcel> Echo(Parcel parcel) => new(parcel);

    public ValueTask<Label> EchoLabel(Label label) => new(label);

    public Task<Point> EchoPoint(Point point) => Task.FromResult(point);

    public Task<Box<List<string>>> EchoBox(Box<List<string>> box) => Task.FromResult(box);

    public Task<string[]> EchoArray(string[] array) => Task.FromResult(array);

    public Task<HashSet<int>> EchoSet(HashSet<int> set) => Task.FromResult(set);

    public Task<(int, List<int>)> EchoTuple((int, List<int>) tuple) => Task.FromResult(tuple);

    public Task<int?> EchoNullable(int? value) => Task.FromResult(value);

    public Task<ImmutableArray<int>> EchoImmutable(ImmutableArray<int> array) => Task.FromResult(array);

    public Task<IReadOnlyList<Parcel>> EchoInterface(IReadOnlyList<Parcel> parcels) => Task.FromResult(parcels);

    public Task<object> EchoObject(object value) => Task.FromResult(value);

    public Task<string> Describe(Guid id, DateTimeOffset at, TimeSpan span, Uri uri, decimal amount, Color color, Version version) =>
        Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{id:N} {at:O} {span} {uri} {amount} {color} {version}"));

    public Task<ICopyGrain> EchoGrain(ICopyGrain grain) => Task.FromResult(grain);

    public Task<ICopyGrain> Myself() => Task.FromResult(this.AsReference<ICopyGrain>());

    public Task<IReadOnlyDictionary<string, int>> EchoReadOnlyDictionary(IReadOnlyDictionary<string, int> dictionary) => Task.FromResult(dictionary);

    public Task<IReadOnlyCollection<int>> EchoReadOnlyCollection(IReadOnlyCollection<int> collection) => Task.FromResult(collection);

    public Task<IReadOnlyList<string>> EchoReadOnlyList(IReadOnlyList<string> list) => Task.FromResult(list);

    public Task<IEnumerable<int>> EchoEnumerable(IEnumerable<int> numbers) => Task.FromResult(numbers);
}
