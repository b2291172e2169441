using System.CommandLine;

namespace AgentGrid.Verify;

/// <summary>The command line of <c>grid-audit</c>: verifies an exported audit log on any machine, without server and database.</summary>
public static class VerifyProgram
{
    /// <summary>Nothing is wrong, and the trusted key vouches for all but the newest entries.</summary>
    public const int Good = 0;

    /// <summary>The log is not what was written, or nothing proves that it is.</summary>
    public const int Broken = 1;

    /// <summary>Wrong usage, or a file that cannot be read as what it should be: nothing was found out.</summary>
    public const int Unreadable = 2;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var bundle = new Argument<string>("bundle") { Description = "File that the grid exported (GET /api/v1/audit/export)." };
        var key = new Option<string>("--key")
        {
            Required = true,
            HelpName = "fingerprint",
            Description = "Thumbprint of the key that signs checkpoints (RFC 7638). Take it from another place than the bundle.",
        };
        var checkpoint = new Option<string>("--checkpoint")
        {
            HelpName = "file",
            Description = "Checkpoints that were kept outside of the grid's database, one a line; the last one counts. Without it a log that was put back to an older day is not noticed.",
        };
        var archive = new Option<string[]>("--archive")
        {
            HelpName = "file",
            Description = "Archive of contents that were sealed; may be given several times. What the entries said is then proven, too.",
        };
        var verify = new Command("verify", "Says whether an exported audit log is what was written, and where it is first broken.") { bundle, key, checkpoint, archive };
        verify.SetAction((parsed, cancellationToken) => BundleCheck.RunAsync(
            parsed.GetRequiredValue(bundle), parsed.GetRequiredValue(key), parsed.GetValue(checkpoint), parsed.GetValue(archive) ?? [], output, error, cancellationToken));

        var command = new RootCommand("Verifies audit logs of OrleansAgentGrid. Exit code: 0 good, 1 broken or not proven, 2 not readable.") { verify }.Parse(args);
        var exit = await command.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return command.Errors.Count > 0 ? Unreadable : exit;
    }
}
