using System.Diagnostics;
using AgentGrid.Bench.Reporting;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Bench.Tokens;

/// <summary>How long one hash of a token and of a password takes, with the parameters that are in use, on one thread with nothing beside.</summary>
internal static class HashingCost
{
    private const int Hashes = 200;

    internal static ReportTable Measure()
    {
        var table = new ReportTable($"One hash, ms ({Hashes} each, one thread)", "hash", "best", "p50", "p99");
        var (secret, salt, hash) = ("correct horse battery staple"u8.ToArray(), new byte[16], new byte[32]);
        Add(table, "Argon2id, 19 MiB, 2 passes", () => Argon2id.Hash(secret, salt, Argon2idParameters.Default, hash));
        Add(table, "scrypt, N = 2^14, r = 8, p = 1", () => Scrypt.Hash(secret, salt, ScryptParameters.Default, hash));
        return table;
    }

    private static void Add(ReportTable table, string name, Action run)
    {
        for (var i = 0; i < 10; i++) run();
        var times = new double[Hashes];
        for (var i = 0; i < Hashes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        table.Add(name, times[0], times[Hashes / 2], times[Hashes * 99 / 100]);
    }
}
