using AgentGrid.Api.Hosting;

namespace AgentGrid.Api.Audit;

/// <summary>Puts the audit log into the host.</summary>
internal static class AuditRegistration
{
    // Stopped in the reverse order: dispatches and refusals are written, the outbox is moved, then all of it is signed.
    internal static void AddAudit(this IServiceCollection services, GridOptions options) => services
        .AddSingleton(new AuditOptions
        {
            RecordDispatches = options.AuditDispatches,
            CheckpointFolder = options.CheckpointFolder,
            ArchiveFolder = options.ArchiveFolder,
            Retention = options.AuditRetentionDays is { } days ? TimeSpan.FromDays(days) : null,
        })
        .AddSingleton<AuditTelemetry>()
        .AddSingleton<AuditBacklog>()
        .AddSingleton<AuditSigner>()
        .AddSingleton<AuditCheckpoints>().AddHostedService(provider => provider.GetRequiredService<AuditCheckpoints>())
        .AddSingleton<AuditMover>().AddHostedService(provider => provider.GetRequiredService<AuditMover>())
        .AddSingleton<DispatchAudit>().AddHostedService(provider => provider.GetRequiredService<DispatchAudit>())
        .AddSingleton<RefusalLog>().AddHostedService(provider => provider.GetRequiredService<RefusalLog>())
        .AddSingleton<AuditAnchors>()
        .AddSingleton<AuditWalks>()
        .AddSingleton<AuditVerificationState>()
        .AddSingleton<AuditVerifier>().AddHostedService(provider => provider.GetRequiredService<AuditVerifier>())
        .AddSingleton<AuditSeals>()
        .AddSingleton<AuditSealer>()
        .AddSingleton<AuditRetention>().AddHostedService(provider => provider.GetRequiredService<AuditRetention>())
        .AddSingleton<AuditPageCheck>()
        .AddSingleton<AuditQueries>();
}
