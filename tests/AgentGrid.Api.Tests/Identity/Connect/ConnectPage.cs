using System.Net;
using System.Text.RegularExpressions;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>What a browser got: a page of ours, or the address of another site that it was sent to.</summary>
internal sealed partial record ConnectPage(Uri Address, int Status, string Text, HttpResponseMessage Message)
{
    /// <summary>Where it was sent outside; null when it shows a page.</summary>
    public Uri? Location { get; init; }

    /// <summary>Title of the window, without our name.</summary>
    public string? Title => TitlePattern().Match(Text) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    /// <summary>Where its form goes.</summary>
    public string? Action => FormPattern().Match(Text) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    /// <summary>Hidden fields of the form.</summary>
    public Dictionary<string, string> Hidden => HiddenPattern().Matches(Text).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));

    /// <summary>What is announced as wrong; null for nothing.</summary>
    public string? Alert => AlertPattern().Match(Text) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    public bool Shows(string title) => Title == title;

    /// <summary>A parameter of the address outside.</summary>
    public string Parameter(string name) => Parameters()[name] ?? throw new InvalidOperationException($"No {name} in {Location}.");

    public System.Collections.Specialized.NameValueCollection Parameters() => System.Web.HttpUtility.ParseQueryString(Location!.Query);

    [GeneratedRegex("<title>(.*?) – OrleansAgentGrid</title>")]
    private static partial Regex TitlePattern();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\">")]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex HiddenPattern();

    [GeneratedRegex("role=\"alert\"[^>]*>(.*?)</p>")]
    private static partial Regex AlertPattern();
}
