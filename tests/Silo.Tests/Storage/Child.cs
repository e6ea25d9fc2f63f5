using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Apex.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Silo.Tests.Storage;

/// <summary>This test program started again with a role in its environment: a process that can be killed, or that holds something.</summary>
internal static class Child
{
    private const string Role = "APEX_STORAGE_TEST_ROLE";
    private const string Folder = "APEX_STORAGE_TEST_FOLDER";

    public static Process Start(string role, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Role] = role;
        start.Environment[Folder] = folder;
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // runs before the test runner's own Main, which must not see a child
    [ModuleInitializer]
    internal static void RunRole()
#pragma warning restore CA2255
    {
        var options = new StorageOptions { DataFolder = Environment.GetEnvironmentVariable(Folder) ?? "" };
        switch (Environment.GetEnvironmentVariable(Role))
        {
            case "write":
                Write(options);
                break;
            case "lock-database":
                LockDatabase(options);
                break;
            case "hold-folder":
                HoldFolder(options);
                break;
            default:
                return;
        }

        Environment.Exit(0);
    }

    /// <summary>Keeps eight writes in flight and prints each row once it was answered, until somebody kills it.</summary>
    /// <remarks>On this thread alone: any other one that needs this assembly would wait for its initialiser, which this is.</remarks>
    private static void Write(StorageOptions options)
    {
        using var store = SqliteStore.Open(options, NullLoggerFactory.Instance);
        var run = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var ids = new string[8];
        var writes = new Task<RowSet>[8];
        for (var n = 0; ; n++)
        {
            var slot = n < writes.Length ? n : Task.WaitAny(writes);
            if (writes[slot] is { } answered)
            {
                answered.GetAwaiter().GetResult();
                output.WriteLine(ids[slot]);
            }

            ids[slot] = $"{run}-{n}";
            writes[slot] = store.Writer.ExecuteAsync(
                "INSERT INTO live_executions (execution_id, project, working_tree, shared) VALUES (@id, 'p', 't', 1)",
                new SqlArgument("id", ids[slot]));
        }
    }

    private static void LockDatabase(StorageOptions options)
    {
        using var connection = new SqliteConnection($"Data Source={options.DatabaseFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        Console.WriteLine("holds");
        Console.In.ReadToEnd();
    }

    private static void HoldFolder(StorageOptions options)
    {
        using var held = DataFolderLock.Take(options.DataFolder);
        Console.WriteLine("holds");
        Console.In.ReadToEnd();
    }
}
