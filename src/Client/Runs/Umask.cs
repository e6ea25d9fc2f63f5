namespace Apex.Runs;

/// <summary>The umask of this process, read without changing it.</summary>
internal static class Umask
{
    /// <summary>Octal 022, what nearly everybody has.</summary>
    public const int Usual = 18;

    public static int OfThisProcess() => File.Exists("/proc/self/status") ? Parse(File.ReadAllText("/proc/self/status")) : Usual;

    /// <summary>Finds <c>Umask: 0022</c>, which is octal.</summary>
    public static int Parse(string status)
    {
        const string Name = "Umask:";
        foreach (var line in status.Split('\n'))
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                var digits = line[Name.Length..].Trim();
                return digits.Length is > 0 and < 6 && digits.All(digit => digit is >= '0' and <= '7') ? Convert.ToInt32(digits, 8) : Usual;
            }
        }

        return Usual;
    }
}
