using System.Globalization;

namespace AgentGrid.Bench.Processes;

/// <summary>Processor time and memory of a process and its descendants, from /proc.</summary>
/// <param name="CpuSeconds">User and system time so far.</param>
/// <param name="OwnMegabytes">Resident memory of the process itself.</param>
/// <param name="OwnPeakMegabytes">Largest resident memory the process itself ever had.</param>
/// <param name="ChildMegabytes">Resident memory of its descendants, without pages they share with a file or each other (RssAnon).</param>
internal sealed record ProcessUsage(double CpuSeconds, double OwnMegabytes, double OwnPeakMegabytes, double ChildMegabytes)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <param name="id">The process.</param>
    /// <param name="detached">A process that it started and that left its tree (a private PostgreSQL); counts with the descendants.</param>
    internal static ProcessUsage Of(int id, int? detached = null)
    {
        var children = Descendants(id);
        if (detached is { } other) children.AddRange([other, .. Descendants(other)]);
        return new ProcessUsage(
            CpuOf(id) + children.Sum(CpuOf),
            MegabytesOf(id, "VmRSS:"),
            MegabytesOf(id, "VmHWM:"),
            children.Sum(child => MegabytesOf(child, "RssAnon:")));
    }

    private static List<int> Descendants(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0)
            .ToDictionary(id => id, id => int.TryParse(Field(id, 1), out var parent) ? parent : 0);
        var found = new List<int> { root };
        for (var index = 0; index < found.Count; index++) found.AddRange(parents.Where(pair => pair.Value == found[index]).Select(pair => pair.Key));
        return found[1..];
    }

    private static double CpuOf(int id) =>
        (double.TryParse(Field(id, 11), CultureInfo.InvariantCulture, out var user) && double.TryParse(Field(id, 12), CultureInfo.InvariantCulture, out var system) ? user + system : 0)
        / TicksPerSecond;

    // Fields of /proc/<id>/stat counted from the state, which follows the program name in parentheses (the name may contain spaces).
    private static string? Field(int id, int index)
    {
        var stat = Read($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return index < fields.Length ? fields[index] : null;
    }

    private static double MegabytesOf(int id, string field)
    {
        var line = Read($"/proc/{id}/status").Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    // A process may end between the listing and the reading.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
