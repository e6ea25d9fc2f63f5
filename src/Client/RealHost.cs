using System.Collections;
using System.Text;
using Apex.Connection;
using Apex.Local;
using Apex.Output;
using Apex.Runs;
using Apex.Signals;

namespace Apex;

/// <summary>This process, this machine.</summary>
internal static class RealHost
{
    public static CliHost Create()
    {
        var environment = Variables();
        var currentFolder = Directory.GetCurrentDirectory();
        ILocalSilo Silo(IOutput output)
        {
            var home = ApexHome.Find(environment, currentFolder);
            var processes = new ProcProcessTable();
            var copy = new PrivateCopy(Path.Combine(AppContext.BaseDirectory, "silo"), home, processes, TimeProvider.System);
            return new LocalSilo(home, copy, new HostProgram(), processes, TimeProvider.System, output);
        }

        return new CliHost
        {
            StandardOutput = Output.StandardOutput.Open(),
            StandardError = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)),
            Terminal = Terminal.OfThisProcess(),
            Environment = environment,
            CurrentFolder = currentFolder,
            Time = TimeProvider.System,
            Signals = new PosixSignals(),
            Keyboard = new ConsoleKeyboard(),
            Umask = Umask.OfThisProcess(),
            Git = GitFacts.ReadAsync,
            LocalSilo = Silo,
            SiloTool = new SiloTool(Path.Combine(AppContext.BaseDirectory, "silo")),
            Machine = new Diagnosis.Machine(),
            Connector = (choice, output) => Connector(choice, Silo, output),
        };
    }

    private static IConnector Connector(ServerChoice choice, Func<IOutput, ILocalSilo> silo, IOutput output)
    {
        if (choice.Server is null)
        {
            return new LocalConnector(silo(output), output, TimeProvider.System);
        }

        return ServerAddress.TryParse(choice.Server, out var host, out var port)
            ? new RemoteConnector(host, port, choice.Token, choice.Region)
            : throw CliException.Usage($"--server {choice.Server}: expected HOST:PORT");
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
