using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Agents;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Settings;

namespace AgentGrid.Api.Settings;

/// <summary><c>secrets rotate</c>: encrypts every stored secret anew under the present key. Safe to repeat, and, with DATABASE_URL, while the grid runs.</summary>
internal static class SecretsCommand
{
    private const int Portion = 200;

    internal static async Task<int> RotateAsync(CancellationToken cancellationToken)
    {
        var options = GridSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        if (options.SecretKeyPrevious is null)
            throw new SettingException("GRID_SECRET_KEY_PREVIOUS is not set. Set GRID_SECRET_KEY to the new key and GRID_SECRET_KEY_PREVIOUS to the old one, then rotate.");
        using var logs = LoggerFactory.Create(logging => GridSettings.ConfigureLogging(logging, new ConfigurationBuilder().Build()));
        var postgres = new PostgresOptions { DatabaseUrl = options.DatabaseUrl, Home = options.Home, BinaryDirectory = options.PostgresBin };
        await using var database = await GridDatabase.OpenAsync(postgres, TimeProvider.System, logs, cancellationToken);
        var secrets = await GridSettings.OpenSecretsAsync(options, cancellationToken);
        var rotated = 0;
        foreach (var store in (IEncryptedValueStore[])
            [new PostgresAgentKeys(database), new PostgresSettingSecrets(database), new PostgresSigningKeySecrets(database), .. PostgresUserSecrets.All(database)])
            rotated += await RotateAsync(store, secrets, cancellationToken);
        await Console.Out.WriteLineAsync($"{rotated} secrets were encrypted anew. GRID_SECRET_KEY_PREVIOUS is not needed any more.");
        return 0;
    }

    internal static async Task<int> RotateAsync(IEncryptedValueStore store, SecretBox secrets, CancellationToken cancellationToken)
    {
        var rotated = 0;
        string? after = null;
        while (true)
        {
            var page = await store.ListAsync(after, Portion, cancellationToken);
            foreach (var value in page.Where(value => secrets.NeedsRotation(value.Value)))
            {
                var identity = store.IdentityOf(value.RowId);
                // Changed by somebody else meanwhile: then it was encrypted under the present key already.
                if (await store.ReplaceAsync(value, secrets.Protect(secrets.Unprotect(value.Value, identity), identity), cancellationToken)) rotated++;
            }

            if (page.Count < Portion) return rotated;
            after = page[^1].RowId;
        }
    }
}
