#if ENGINE_ORLEANS
return await AgentGrid.Silo.SiloProgram.RunAsync(args);
#else
Console.Error.WriteLine("This silo was built with the embedded engine, which runs inside the API: start that instead (dotnet run --project api). For a cluster build with -p:Engine=Orleans.");
return 64;
#endif
