using Apex;
using Apex.Commands;

return await new CommandLine(RealHost.Create()).RunAsync(args);
