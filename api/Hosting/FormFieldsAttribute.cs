namespace AgentGrid.Api.Hosting;

/// <summary>Route metadata: fields of the form that the route reads by itself, for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FormFieldsAttribute(string[] names) : Attribute
{
    /// <summary>Their names.</summary>
    public string[] Names { get; } = names;
}
