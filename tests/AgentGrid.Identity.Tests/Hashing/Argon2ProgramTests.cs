using System.Diagnostics;
using System.Globalization;
using System.Text;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

/// <summary>Agreement with the reference implementation, Debian's package <c>argon2</c>.</summary>
public sealed class Argon2ProgramTests(ITestOutputHelper output)
{
    private const string Salt = "a salt of 20 letters";

    public static TheoryData<int, int, int, int> Grid()
    {
        var grid = new TheoryData<int, int, int, int>();
        foreach (var lanes in (int[])[1, 2, 3, 4])
            foreach (var (memory, passes, bytes) in (ReadOnlySpan<(int, int, int)>)[(8 * lanes, 1, 4), ((8 * lanes) + 5, 3, 32), (1000, 2, 64), (1024, 1, 65), (4097, 2, 128), (19456, 2, 32)])
                grid.Add(memory, passes, lanes, bytes);
        return grid;
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public async Task Hash_equals_that_of_the_reference_program(int memory, int passes, int lanes, int bytes)
    {
        var password = $"pässword of {memory}";
        var expected = await RunAsync(password, $"-r -t {passes} -k {memory} -p {lanes} -l {bytes}");
        var hash = new byte[bytes];
        Argon2id.Hash(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(Salt), new Argon2idParameters(memory, passes, lanes), hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public async Task Parse_reads_and_verifies_what_the_reference_program_encodes()
    {
        var text = await RunAsync("correct horse", "-e -t 2 -k 256 -p 2 -l 32");
        var hash = Argon2idHash.Parse(text);
        Assert.NotNull(hash);
        Assert.Equal(text, hash.Text);
        Assert.True(hash.Verify("correct horse"));
        Assert.False(hash.Verify("correct horsf"));
    }

    [Fact]
    public async Task Time_of_one_hash_is_reported_beside_that_of_the_reference_program()
    {
        var hash = new byte[32];
        var ours = double.MaxValue;
        for (var run = 0; run < 30; run++)
        {
            var start = Stopwatch.GetTimestamp();
            Argon2id.Hash("password"u8, "a salt of 16 byt"u8, Argon2idParameters.Default, hash);
            ours = Math.Min(ours, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var theirs = double.MaxValue;
        for (var run = 0; run < 10; run++)
        {
            var seconds = (await RunAsync("password", "-t 2 -k 19456 -p 1 -l 32")).Split('\n').Single(line => line.EndsWith(" seconds", StringComparison.Ordinal));
            theirs = Math.Min(theirs, 1000 * double.Parse(seconds.Split(' ')[0], CultureInfo.InvariantCulture));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Argon2id 19 MiB, 2 passes, 1 lane, best run: {ours:F1} ms; argon2 program: {theirs:F0} ms"));
    }

    private static Task<string> RunAsync(string password, string arguments) => Programs.RunAsync("argon2", [Salt, "-id", .. arguments.Split(' ')], password);
}
