using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Finds a command's program as the command's own shell would: by its PATH, from its folder.</summary>
internal static class ProgramLookup
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const int Executable = 1;

    /// <returns>The absolute path, or a sentence that says what is wrong and what to do.</returns>
    public static (string? Path, string? Problem) Find(string program, string folder, string? path)
    {
        if (!Directory.Exists(folder))
        {
            return (null, $"the working directory {folder} does not exist; create it or change working_directory");
        }

        if (program.Length == 0)
        {
            return (null, "the command is empty; set command");
        }

        return program.Contains('/')
            ? Judge(Path.GetFullPath(program, folder), program)
            : Search(program, folder, path ?? DefaultPath);
    }

    /// <summary>What to say when the kernel refused a program that looked right.</summary>
    public static string Explain(int error, string program, string folder) => error switch
    {
        Libc.ENoExec => $"{program} is no program that this machine can run (Exec format error); a script needs a first line such as #!/bin/sh",
        Libc.ENoEnt when File.Exists(program) => $"{program} exists, but the interpreter of its first line, or its loader, does not",
        Libc.ENoEnt or Libc.ENotDir when !Directory.Exists(folder) => $"the working directory {folder} does not exist any more",
        Libc.EAcces => $"{program} may not be run in {folder}: {Libc.Describe(error)}; check the permissions of both",
        _ => $"{program} cannot be started in {folder}: {Libc.Describe(error)}",
    };

    private static (string?, string?) Search(string program, string folder, string path)
    {
        // An empty entry means the current folder.
        var candidates = path.Split(':').Select(entry => Path.Combine(folder, entry, program));
        foreach (var candidate in candidates)
        {
            if (Libc.Access(candidate, Executable) == 0 && !Directory.Exists(candidate))
            {
                return (candidate, null);
            }
        }

        return (null, candidates.FirstOrDefault(File.Exists) is { } refused
            ? $"{refused} is not executable; chmod +x it"
            : $"the program '{program}' is in none of the folders of PATH ({path}); install it, correct the command, or set PATH");
    }

    private static (string?, string?) Judge(string candidate, string asWritten)
    {
        if (Directory.Exists(candidate))
        {
            return (null, $"{candidate} is a folder, not a program; correct the command");
        }

        if (!File.Exists(candidate))
        {
            return (null, $"the program {candidate} does not exist{(asWritten == candidate ? "" : $" (written as {asWritten})")}; correct the command, or build it first");
        }

        return Libc.Access(candidate, Executable) == 0 ? (candidate, null) : (null, $"{candidate} is not executable; chmod +x it");
    }
}
