using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.Identity.Tests;

/// <summary>Runs a property over generated scripts of numbers and fails the test with the shrunk counter-example.</summary>
internal static class Given
{
    public static void AnyScript(int max, int minCount, int maxCount, Action<int[]> property, int runs = 300)
    {
        var gen = from n in Gen.Choose(minCount, maxCount)
                  from values in Gen.Choose(0, max).ArrayOf(n)
                  select values;
        var input = Arb.From(gen, values => ArbMap.Default.ArbFor<int[]>().Shrinker(values).Where(v => v.Length >= minCount && v.All(x => x >= 0 && x <= max)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), Prop.ForAll(input, property));
    }
}
