namespace AgentGrid.Api.Identity.People;

/// <summary>Another password for somebody.</summary>
/// <param name="Password">12 to 256 characters, not one that is guessed first.</param>
public sealed record NewPasswordRequest(string? Password)
{
    /// <summary>Without the password: the record's own text would carry it into logs.</summary>
    public override string ToString() => nameof(NewPasswordRequest);
}
