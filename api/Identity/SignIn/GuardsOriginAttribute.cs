namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Route metadata: takes no request that a foreign page makes a browser send, though it needs no cookie (login CSRF), and bodies as <c>application/json</c> only.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class GuardsOriginAttribute : Attribute;
