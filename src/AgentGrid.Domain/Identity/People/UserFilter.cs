namespace AgentGrid.Domain.Identity.People;

/// <summary>Which users a list shows; null means any.</summary>
public sealed record UserFilter
{
    /// <summary>Only where the address or display name contains this text, upper and lower case alike.</summary>
    public string? Query { get; init; }

    /// <summary>Only with this role.</summary>
    public string? Role { get; init; }

    /// <summary>Only those who may not sign in (true), or who may (false).</summary>
    public bool? IsDisabled { get; init; }
}
