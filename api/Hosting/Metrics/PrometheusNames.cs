using System.Globalization;
using System.Text;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>The name rules of OpenTelemetry's "Prometheus and OpenMetrics compatibility", for classic (ASCII) names.</summary>
internal static class PrometheusNames
{
    /// <summary>The name of the metric: <c>http.server.request.duration</c> in <c>s</c> becomes <c>http_server_request_duration_seconds</c>.</summary>
    internal static string Metric(string name, string? unit, MetricKind kind)
    {
        var metric = Sanitise(name, colons: true);
        if (kind == MetricKind.Counter) metric = WithoutSuffix(metric, "total");
        var suffix = UnitSuffix(unit ?? "", kind);
        if (suffix.Length > 0) metric = WithoutSuffix(metric, suffix) + "_" + suffix;
        return kind == MetricKind.Counter ? metric + "_total" : metric;
    }

    /// <summary>
    /// The label set as it is written between the braces, <c>a="1",b="2"</c>, in the order of names: equal sets give equal text whatever their order.
    /// Empty values mean an absent label and are left out; tags whose names become equal are joined with <c>;</c>.
    /// </summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var texts = tags.ToArray().Select(t => (t.Key, Value: Text(t.Value))).Where(t => t.Value.Length > 0);
        foreach (var (key, value) in texts.OrderBy(t => t.Key, StringComparer.Ordinal).ThenBy(t => t.Value, StringComparer.Ordinal))
        {
            var label = Label(key);
            labels[label] = labels.TryGetValue(label, out var other) ? other + ";" + value : value;
        }

        return string.Join(',', labels.Select(l => $"{l.Key}=\"{Escape(l.Value)}\""));
    }

    /// <summary>A label name; <c>le</c> belongs to histograms, so a tag of that name is called <c>exported_le</c>.</summary>
    internal static string Label(string key) => Sanitise(key, colons: false) is var name && name == "le" ? "exported_le" : name;

    /// <summary>Backslash, quotation mark and line feed of a label value, escaped.</summary>
    internal static string Escape(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>Backslash and line feed of a HELP text, escaped.</summary>
    internal static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // Every run of other characters becomes one underscore; a name must not begin with a digit.
    private static string Sanitise(string name, bool colons)
    {
        var clean = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) clean.Append('_');
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || (colons && c == ':')) clean.Append(c);
            else if (clean.Length == 0 || clean[^1] != '_') clean.Append('_');
        }

        return clean.ToString();
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.Length > suffix.Length + 1 && name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name[..^(suffix.Length + 1)] : name;

    private static string UnitSuffix(string unit, MetricKind kind)
    {
        if (unit == "1") return kind == MetricKind.Gauge ? "ratio" : "";
        unit = WithoutAnnotations(unit);
        var per = unit.IndexOf('/', StringComparison.Ordinal);
        if (per < 0) return UnitWord(unit);
        var word = Sanitise(unit[(per + 1)..], colons: false).Trim('_');
        if (word.Length == 0) return UnitWord(unit[..per]);
        return (UnitWord(unit[..per]) + "_per_" + PerWord(unit[(per + 1)..])).TrimStart('_');
    }

    // UCUM annotations such as {request} say what is counted and are no unit.
    private static string WithoutAnnotations(string unit)
    {
        while (unit.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = unit.IndexOf('}', open);
            unit = close < 0 ? unit[..open] : unit.Remove(open, close - open + 1);
        }

        return unit;
    }

    private static string UnitWord(string unit) => unit switch
    {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" or "kBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "1" or "" => "",
        _ => Sanitise(unit, colons: false).Trim('_'),
    };

    private static string PerWord(string unit) => unit switch
    {
        "s" => "second",
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => UnitWord(unit),
    };
}
