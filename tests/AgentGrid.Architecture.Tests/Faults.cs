namespace AgentGrid.Architecture.Tests;

/// <summary>Shows every fault in full, one line each.</summary>
internal static class Faults
{
    public static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} faults:\n{string.Join('\n', all)}");
    }
}
