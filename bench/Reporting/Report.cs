using System.Text.Json;

namespace AgentGrid.Bench.Reporting;

/// <summary>Everything one run of a scenario found out, for people and as JSON.</summary>
internal sealed class Report(string scenario, Conditions conditions)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<ReportTable> _tables = [];
    private readonly List<string> _notes = [];

    internal string Scenario => scenario;

    internal Conditions Conditions => conditions;

    internal IReadOnlyList<ReportTable> Tables => _tables;

    /// <summary>What a reader must know to judge the figures: missing peers, failed requests, a saturated generator.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    internal void Add(ReportTable table) => _tables.Add(table);

    internal void Note(string text)
    {
        if (!_notes.Contains(text)) _notes.Add(text);
    }

    internal Task WriteJsonAsync(string file, CancellationToken cancellation)
    {
        var document = new
        {
            scenario,
            conditions,
            notes = _notes,
            figures = _tables.Select(table => new
            {
                title = table.Title,
                rows = table.Rows.Select(row => table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second)),
            }),
        };
        return File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, Indented) + "\n", cancellation);
    }
}
