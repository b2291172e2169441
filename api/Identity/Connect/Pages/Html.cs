using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>
/// A piece of HTML. It is written as an interpolated string, <c>Html.Of($"&lt;p&gt;{name}&lt;/p&gt;")</c>: what is in braces is encoded for text and quoted attributes unless it is
/// HTML itself. There is no other way to make one, so nothing is forgotten.
/// </summary>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Html Empty => default;

    /// <summary>HTML of constants and encoded values.</summary>
    public static Html Of(Builder content) => new(content.ToText());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    public override string ToString() => _text ?? "";

    /// <summary>What the compiler makes of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (formattedCount * 32));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Html html) => _text.Append(html.ToString());

        public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

        internal string ToText() => _text.ToString();
    }
}
