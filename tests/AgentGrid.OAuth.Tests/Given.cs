using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.OAuth.Tests;

/// <summary>Runs a property over generated input and fails the test with the shrunk counter-example.</summary>
internal static class Given
{
    public static void ForAll<T>(Arbitrary<T> input, Action<T> property, int runs = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), Prop.ForAll(input, property));

    /// <summary>Lists of numbers from an interval, shrunk by leaving elements out and by making them smaller.</summary>
    public static Arbitrary<int[]> Numbers(int min, int max, int minCount, int maxCount)
    {
        var gen = from n in Gen.Choose(minCount, maxCount)
                  from values in Gen.Choose(min, max).ArrayOf(n)
                  select values;
        return Arb.From(gen, values => ArbMap.Default.ArbFor<int[]>().Shrinker(values)
            .Where(v => v.Length >= minCount && v.All(x => x >= min && x <= max)));
    }
}
