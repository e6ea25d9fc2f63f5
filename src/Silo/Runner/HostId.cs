using System.Security.Cryptography;
using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Identity of a host: one boot of one machine, seen from one PID namespace.</summary>
internal static class HostId
{
    public static string Read()
    {
        var machine = ReadOrEmpty("/etc/machine-id");
        var pids = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{machine}|{ProcFs.ReadBootId()}|{pids}"));
        return $"{Environment.MachineName.ToLowerInvariant()}-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A container without a machine id: the boot id and the namespace tell hosts apart.
            return "";
        }
    }
}
