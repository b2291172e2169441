using AgentGrid.Api.Hosting;

SocketSettings.Apply();
return await GridProgram.RunAsync(args);
