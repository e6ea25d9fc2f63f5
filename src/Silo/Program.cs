using Apex.Configuration.Migration;
using Apex.Extensions;
using Apex.Hosting;
using Apex.Runner;

// The verbs of the silo's assembly. People use `apex`; it spawns host and stop, and the host spawns silo. `apex init --from` asks convert, `apex doctor` asks extensions.
switch (args)
{
    case ["host", .. var rest]:
        return await HostCommand.RunAsync(rest);
    case ["silo", .. var rest]:
        return await SiloHost.RunAsync(rest);
    case ["stop", .. var rest]:
        return await StopCommand.RunAsync(rest);
    case ["convert", var file, var command]:
        return await ConvertCommand.RunAsync(file, command, Console.Out, Console.Error);
    case ["extensions", var home]:
        return await ExtensionsCommand.RunAsync(home, Environment.GetEnvironmentVariable, Console.Out, Console.Error);
    default:
        await Console.Error.WriteLineAsync("usage: Apex.Silo host|silo|stop --home DIR. For everyday use there is 'apex'.");
        return 2;
}
