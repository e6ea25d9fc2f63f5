using Apex.Storage;

namespace Apex.Hosting;

/// <summary>Embedded storage in the silo's data folder.</summary>
public static class StorageExtensions
{
    public static ISiloBuilder AddApexStorage(this ISiloBuilder silo, SiloOptions options) =>
        silo.AddApexSqliteStorage(new StorageOptions { DataFolder = options.DataFolder, WritesPerCommit = options.Settings.Storage.WritesPerCommit });
}
