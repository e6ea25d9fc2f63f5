using System.Globalization;
using System.Reflection;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;

namespace Apex.Storage;

/// <summary>Creates and upgrades the database by the numbered scripts in Storage/Schema. Runs under the lock of the data folder.</summary>
internal static class SchemaInstaller
{
    private const string Folder = ".Storage.Schema.";

    /// <summary>Number of the newest script of this build, and the user_version of a current database.</summary>
    public static int Current { get; } = Scripts().Max(script => script.Number);

    /// <exception cref="StorageUnavailableException">The database is newer than this build, is none, or a script failed.</exception>
    public static void Install(StorageOptions options)
    {
        var found = ReadVersion(options);
        if (found > Current)
        {
            throw new StorageUnavailableException(
                $"The database {options.DatabaseFile} has schema {found}, this build knows {Current}: it was written by a newer Apex. Use that one, or another data folder.");
        }

        if (found < Current)
        {
            Upgrade(options);
        }
    }

    private static int ReadVersion(StorageOptions options)
    {
        try
        {
            using var session = SqlSession.OpenWriter(options);
            return (int)(long)session.Execute("PRAGMA user_version").Rows[0][0]!;
        }
        catch (SqliteException error)
        {
            throw new StorageUnavailableException($"The database {options.DatabaseFile} cannot be opened: {error.Message}", error);
        }
    }

    private static void Upgrade(StorageOptions options)
    {
        // dbup costs a tenth of a second, so it runs only when there is something to do.
        var result = DeployChanges.To
            .SqliteDatabase(new SqliteConnectionStringBuilder { DataSource = options.DatabaseFile, Pooling = false }.ConnectionString)
            .WithScripts(Scripts().Select(script => new SqlScript(script.Name, script.Read())))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new StorageUnavailableException(
                $"The database {options.DatabaseFile} could not be brought to schema {Current}: script {result.ErrorScript?.Name} failed: {result.Error.Message}",
                result.Error);
        }
    }

    private static List<Script> Scripts()
    {
        var assembly = typeof(SchemaInstaller).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.Contains(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Script(assembly, name)),
        ];
    }

    private sealed record Script(Assembly Assembly, string Resource)
    {
        public string Name => Resource[(Resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];

        public int Number => int.Parse(Name.AsSpan(0, 4), CultureInfo.InvariantCulture);

        public string Read()
        {
            using var reader = new StreamReader(Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }
}
