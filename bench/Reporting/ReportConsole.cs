using System.Globalization;
using Spectre.Console;

namespace AgentGrid.Bench.Reporting;

/// <summary>Prints a report as tables.</summary>
internal static class ReportConsole
{
    private const int LeastWidth = 180;

    internal static void Print(Report report)
    {
        // Into a file or a pipe the width is unknown and would be taken as 80.
        AnsiConsole.Profile.Width = Math.Max(LeastWidth, AnsiConsole.Profile.Width);
        var conditions = report.Conditions;
        Console.WriteLine($"{report.Scenario}: {conditions.Processor}, {conditions.Cores} cores, {conditions.MemoryGigabytes} GiB, {conditions.System}, Linux {conditions.Kernel}");
        Console.WriteLine($"commit {conditions.Commit}; " + Join(conditions.Versions));
        Console.WriteLine(Join(conditions.Settings));
        foreach (var table in report.Tables) Print(table);
        foreach (var note in report.Notes) Console.WriteLine("note: " + note);
    }

    private static void Print(ReportTable table)
    {
        var view = new Table { Title = new TableTitle(Markup.Escape(table.Title), Style.Plain), Border = TableBorder.Simple };
        for (var index = 0; index < table.Columns.Count; index++)
        {
            var numeric = table.Rows.All(row => row[index] is not string);
            view.AddColumn(new TableColumn(Markup.Escape(table.Columns[index])) { Alignment = numeric ? Justify.Right : Justify.Left });
        }

        foreach (var row in table.Rows) view.AddRow([.. row.Select(cell => Markup.Escape(Format(cell)))]);
        AnsiConsole.Write(view);
    }

    private static string Format(object? cell) => cell switch
    {
        null => "-",
        double number => number.ToString(Math.Abs(number) switch { >= 1000 => "N0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => $"{cell}",
    };

    private static string Join(IReadOnlyDictionary<string, string> values) => string.Join("; ", values.Select(pair => $"{pair.Key} {pair.Value}"));
}
