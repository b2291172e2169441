namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Pieces that several pages have.</summary>
internal static class Parts
{
    /// <summary>What was wrong, announced by screen readers.</summary>
    internal static Html Problem(string? problem) => problem is null ? Html.Empty : Html.Of($"""<p class="alert" role="alert" id="problem">{problem}</p>""");

    /// <summary>Ties a field to what was wrong.</summary>
    internal static Html Describe(string? problem) => problem is null ? Html.Empty : Html.Of($""" aria-describedby="problem" aria-invalid="true" """);

    /// <summary>Begins here.</summary>
    internal static Html Focus(bool here) => here ? Html.Of($" autofocus") : Html.Empty;

    /// <summary>Proves that the form was shown to this browser.</summary>
    internal static Html Ticket(string ticket) => Html.Of($"""<input type="hidden" name="grid_ticket" value="{ticket}">""");
}
