using Apex.Local;

namespace Apex.Diagnosis;

/// <summary>All checks that make sense on this system, in the order in which a person would ask.</summary>
internal static class Examination
{
    /// <param name="host">What is looked at.</param>
    /// <param name="localSilo">Finds the local silo; may throw where there can be none.</param>
    public static async Task<List<Finding>> OfAsync(CliHost host, Func<ILocalSilo> localSilo)
    {
        var machine = host.Machine;
        var (silo, homeless) = Silo(localSilo);
        var system = new SystemChecks(host, silo);
        var findings = new List<Finding> { system.System(), SystemChecks.Runtime() };
        if (machine.IsLinux)
        {
            findings.AddRange(silo is null ? [homeless!] : [system.Program(), .. new HomeChecks(machine, silo.Home, host.Environment).All(), system.Silo()]);
            if (silo is not null && await ExtensionChecks.OfAsync(host, silo.Home) is { } extensions)
            {
                findings.Add(extensions);
            }

            findings.Add(await system.LoopbackAsync());
            findings.AddRange(new CgroupChecks(machine).All());
            findings.AddRange([system.PidFd(), system.Privileges()]);
        }

        if (KnownVariables.Check(host.Environment) is { } variables)
        {
            findings.Add(variables);
        }

        findings.Add(system.Git());
        findings.AddRange(ConfigurationChecks.All(host.CurrentFolder));
        return findings;
    }

    private static (LocalSiloStatus? Silo, Finding? Homeless) Silo(Func<ILocalSilo> localSilo)
    {
        try
        {
            return (localSilo().Status(), null);
        }
        catch (CliException error)
        {
            return (null, Finding.Error("home", error.Message, string.Join("; ", error.Hints)));
        }
    }
}
