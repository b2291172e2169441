using System.Text;
using System.Text.Json;

namespace AgentGrid.Domain.Audit;

/// <summary>Writes <see cref="AuditEvent.Details"/>.</summary>
public static class AuditDetails
{
    /// <summary>A JSON object. Values: string, bool, int, long or null (left out).</summary>
    /// <exception cref="ArgumentException">A value of another type.</exception>
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in facts)
            {
                switch (value)
                {
                    case null: break;
                    case string text: json.WriteString(name, text); break;
                    case bool flag: json.WriteBoolean(name, flag); break;
                    case int number: json.WriteNumber(name, number); break;
                    case long number: json.WriteNumber(name, number); break;
                    default: throw new ArgumentException($"'{name}' has a type that audit details do not take.", nameof(facts));
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
