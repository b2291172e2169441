namespace AgentGrid.Bench.Reporting;

/// <summary>One table of figures. A cell is a number, a text, or null where nothing was measured.</summary>
internal sealed class ReportTable(string title, params string[] columns)
{
    private readonly List<object?[]> _rows = [];

    internal string Title => title;

    internal IReadOnlyList<string> Columns => columns;

    internal IReadOnlyList<IReadOnlyList<object?>> Rows => _rows;

    internal void Add(params object?[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns of {title}.", nameof(cells));
        _rows.Add(cells);
    }
}
