using System.Runtime.Versioning;
using Apex.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class StoreTests
{
    [Fact]
    public async Task Open_NewerSchema_IsRefusedAndLeftAlone()
    {
        using var temp = new TempStore();
        await temp.Writer.ExecuteAsync("PRAGMA user_version = 999");
        temp.Store.Dispose();

        var error = Should.Throw<StorageUnavailableException>(temp.Open);

        error.Message.ShouldContain("schema 999");
        error.Message.ShouldContain(temp.Options.DatabaseFile);
        Should.Throw<StorageUnavailableException>(temp.Open).Message.ShouldContain("schema 999"); // the lock was let go
    }

    [Fact]
    public async Task Open_UpgradeThatACrashCutShort_IsFinished()
    {
        using var temp = new TempStore();
        foreach (var name in (string[])["storage_executions_insert", "storage_executions_update", "storage_category_history", "storage_background_insert", "storage_background_update"])
        {
            await temp.Writer.ExecuteAsync($"DROP TRIGGER {name}");
        }

        await temp.Writer.ExecuteAsync("DROP TABLE category_history");
        await temp.Writer.ExecuteAsync("DROP TABLE background_tasks");
        await temp.Writer.ExecuteAsync("DROP TABLE named_locks");
        await temp.Writer.ExecuteAsync("DELETE FROM OrleansQuery");
        await temp.Writer.ExecuteAsync("DELETE FROM SchemaVersions WHERE ScriptName NOT LIKE '0001%'");
        await temp.Writer.ExecuteAsync("PRAGMA user_version = 1");

        temp.Reopen();

        temp.Count("OrleansQuery").ShouldBe(11);
        temp.Count("sqlite_master WHERE type = 'trigger'").ShouldBe(5);
        temp.Store.Readers.Execute("SELECT user_version FROM pragma_user_version", []).Rows[0][0].ShouldBe((long)SchemaInstaller.Current);
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_IsRefusedWithItsPath()
    {
        using var temp = new TempStore();
        temp.Store.Dispose();
        File.WriteAllText(temp.Options.DatabaseFile, new string('x', 5000));

        Should.Throw<StorageUnavailableException>(temp.Open).Message.ShouldContain(temp.Options.DatabaseFile);
        File.ReadAllText(temp.Options.DatabaseFile).ShouldBe(new string('x', 5000));
    }

    [Fact]
    public void Open_SecondStoreInThisProcess_IsRefused()
    {
        using var temp = new TempStore();

        Should.Throw<StorageUnavailableException>(temp.Open).Message.ShouldContain($"process {Environment.ProcessId}");
    }

    [Fact]
    public async Task Open_FolderHeldByAnotherProcess_IsRefusedWithItsPidUntilItEnds()
    {
        using var temp = new TempStore();
        temp.Store.Dispose();
        using var other = Child.Start("hold-folder", temp.Options.DataFolder);
        (await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("holds");

        var message = Should.Throw<StorageUnavailableException>(temp.Open).Message;
        message.ShouldContain($"process {other.Id}.");
        message.ShouldContain(temp.Options.DataFolder);

        other.Kill(); // a killed holder leaves no lock behind
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        temp.Reopen();
    }

    [Fact]
    public void Open_FolderThatIsAFile_IsRefusedWithItsPath()
    {
        using var temp = new TempStore();
        var file = Path.Combine(temp.Root, "file");
        File.WriteAllText(file, "");
        temp.Options.DataFolder = Path.Combine(file, "data");

        Should.Throw<StorageUnavailableException>(temp.Open).Message.ShouldContain(file);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Open_NewFolder_IsForThisUserOnly()
    {
        using var temp = new TempStore();
        (File.GetUnixFileMode(temp.Options.DataFolder) & (UnixFileMode)0b111_111).ShouldBe((UnixFileMode)0);
    }

    [Theory]
    [InlineData("", 5, 512, "DataFolder")]
    [InlineData("/x", 0, 512, "BusyTimeoutSeconds")]
    [InlineData("/x", 5, 0, "WritesPerCommit")]
    public void Validate_ValueOutOfRange_NamesIt(string folder, int busy, int writes, string name)
    {
        var options = new StorageOptions { DataFolder = folder, BusyTimeoutSeconds = busy, WritesPerCommit = writes };

        Should.Throw<System.ComponentModel.DataAnnotations.ValidationException>(options.Validate).Message.ShouldContain(name);
    }

    [Fact]
    public void Execute_ReadersCannotWrite()
    {
        using var temp = new TempStore();
        Should.Throw<Microsoft.Data.Sqlite.SqliteException>(() => temp.Store.Readers.Execute("DELETE FROM plans", []));
    }
}
