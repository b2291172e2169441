using AgentGrid.Api.Hosting;

return await GridProgram.RunAsync(args);
