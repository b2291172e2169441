namespace AgentGrid.Bench.Scenarios;

/// <summary>All scenarios.</summary>
internal static class ScenarioCatalog
{
    internal static IReadOnlyList<IScenario> All { get; } =
        [new AuditScenario(), new BalanceScenario(), new EngineScenario(), new GatewayScenario(), new RoomFaultsScenario(), new RoomsScenario(), new StartScenario(), new TokensScenario()];

    internal static IScenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
