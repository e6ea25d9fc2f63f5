using Apex.Runs;

namespace Apex.Init;

/// <summary>Writes new files, never over one that exists.</summary>
internal static class InitFiles
{
    /// <summary>Writes the configuration, and the schema beside it unless there is one.</summary>
    /// <param name="file">Absolute path of the configuration.</param>
    /// <param name="text">Makes its text from the schema's path as the modeline names it.</param>
    /// <param name="currentFolder">Folder that the names in the answer are relative to.</param>
    /// <returns>What was written.</returns>
    public static List<string> Write(string file, Func<string, string> text, string currentFolder)
    {
        var schema = Path.Combine(Path.GetDirectoryName(file)!, SchemaFile.Name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            Create(file, text($"./{SchemaFile.Name}"));
            if (Path.Exists(schema))
            {
                return [ConfigurationReader.Name(file, currentFolder)];
            }

            Create(schema, SchemaFile.Text());
            return [ConfigurationReader.Name(file, currentFolder), ConfigurationReader.Name(schema, currentFolder)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException("not_writable", ExitCode.Refused, $"{ConfigurationReader.Name(file, currentFolder)} cannot be written: {error.Message}", error);
        }
    }

    private static void Create(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.CreateNew);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
