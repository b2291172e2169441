using System.Collections.Immutable;

namespace AgentGrid.Engine.Tests.Copying;

[Alias("test.copying")]
public interface ICopyGrain : IGrainWithStringKey
{
    [Alias("keep")]
    Task Keep(Parcel parcel);

    [Alias("kept")]
    Task<Parcel> Kept();

    [Alias("scribble")]
    Task<int> Scribble(Parcel parcel);

    [Alias("same")]
    Task<bool> AreSame(Parcel first, Parcel second);

    [Alias("parcel")]
    ValueTask<Parcel> Echo(Parcel parcel);

    [Alias("label")]
    ValueTask<Label> EchoLabel(Label label);

    [Alias("point")]
    Task<Point> EchoPoint(Point point);

    [Alias("box")]
    Task<Box<List<string>>> EchoBox(Box<List<string>> box);

    [Alias("array")]
    Task<string[]> EchoArray(string[] array);

    [Alias("set")]
    Task<HashSet<int>> EchoSet(HashSet<int> set);

    [Alias("tuple")]
    Task<(int, List<int>)> EchoTuple((int, List<int>) tuple);

    [Alias("nullable")]
    Task<int?> EchoNullable(int? value);

    [Alias("immutables")]
    Task<ImmutableArray<int>> EchoImmutable(ImmutableArray<int> array);

    [Alias("interface")]
    Task<IReadOnlyList<Parcel>> EchoInterface(IReadOnlyList<Parcel> parcels);

    [Alias("object")]
    Task<object> EchoObject(object value);

    [Alias("many")]
    Task<string> Describe(Guid id, DateTimeOffset at, TimeSpan span, Uri uri, decimal amount, Color color, Version version);

    [Alias("grain")]
    Task<ICopyGrain> EchoGrain(ICopyGrain grain);

    [Alias("myself")]
    Task<ICopyGrain> Myself();

    [Alias("readOnlyDictionary")]
    Task<IReadOnlyDictionary<string, int>> EchoReadOnlyDictionary(IReadOnlyDictionary<string, int> dictionary);

    [Alias("readOnlyCollection")]
    Task<IReadOnlyCollection<int>> EchoReadOnlyCollection(IReadOnlyCollection<int> collection);

    [Alias("strings")]
    Task<IReadOnlyList<string>> EchoReadOnlyList(IReadOnlyList<string> list);

    [Alias("enumerable")]
    Task<IEnumerable<int>> EchoEnumerable(IEnumerable<int> numbers);
}
