namespace AgentGrid.Api.Identity.Credentials;

/// <summary>The route takes an API token as bearer. Others want it exchanged for an access token first.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class AcceptsApiTokenAttribute : Attribute;
