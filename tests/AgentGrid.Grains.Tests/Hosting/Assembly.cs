using AgentGrid.Testing;

[assembly: AssemblyFixture(typeof(TestPostgres))]
