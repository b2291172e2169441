using System.Diagnostics;
using System.Globalization;
using System.Text;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

/// <summary>Agreement with OpenSSL's scrypt, which Node carries.</summary>
public sealed class ScryptProgramTests(ITestOutputHelper output)
{
    private const string Script =
        "const [N, r, p, length] = process.argv.slice(1).map(Number), options = { N, r, p, maxmem: 2 ** 30 }, { scryptSync } = require('node:crypto'); let best = 1e9, hash;"
        + "for (let i = 0; i < 3; i++) { const start = performance.now(); hash = scryptSync('pässword', 'a salt of 32 bytes, no more, not', length, options); best = Math.min(best, performance.now() - start); }"
        + "console.log(hash.toString('hex'), best.toFixed(1));";

    [Theory]
    [InlineData(1, 1, 1, 16)]
    [InlineData(5, 1, 3, 33)]
    [InlineData(10, 3, 2, 64)]
    [InlineData(12, 16, 1, 32)]
    [InlineData(14, 8, 1, 64)]
    [InlineData(15, 8, 2, 64)]
    public async Task Hash_equals_that_of_OpenSSL(int logN, int r, int p, int bytes)
    {
        var printed = (await Programs.RunAsync("node", ["-e", Script, $"{1 << logN}", $"{r}", $"{p}", $"{bytes}"])).Split(' ');
        var hash = new byte[bytes];
        var best = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var start = Stopwatch.GetTimestamp();
            Scrypt.Hash(Encoding.UTF8.GetBytes("pässword"), "a salt of 32 bytes, no more, not"u8, new ScryptParameters(logN, r, p), hash);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Assert.Equal(printed[0], Convert.ToHexStringLower(hash));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scrypt N=2^{logN} r={r} p={p}, best run: {best:F1} ms; OpenSSL {printed[1]} ms"));
    }
}
