using Apex.Persistence;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Apex.Storage;

public static class SqliteStorageExtensions
{
    // The name under which Orleans' ADO.NET providers know Microsoft.Data.Sqlite.
    private const string Invariant = "System.Data.SQLite";

    /// <summary>Grain states, reminders, plans, events and lists of this silo in one SQLite file. Calling it twice is calling it once.</summary>
    /// <remarks>The database is opened when the silo is built, before Orleans starts: a start that cannot have it fails with <see cref="StorageUnavailableException"/>.</remarks>
    public static ISiloBuilder AddApexSqliteStorage(this ISiloBuilder builder, StorageOptions options)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(SqliteStore)))
        {
            return builder;
        }

        options.Validate();
        builder.Services.AddSingleton(services => SqliteStore.Open(options, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.TryAddSingleton<IPlanStore, PlanStore>();
        builder.Services.TryAddSingleton<ILiveExecutions, LiveExecutions>();
        builder.Services.TryAddSingleton<IEventLog, EventLog>();
        builder.Services.TryAddSingleton<ICategoryRows, CategoryRows>();
        builder.Services.TryAddSingleton<IExecutionRows, ExecutionRows>();
        builder.Services.TryAddSingleton<IBackgroundRows, BackgroundRows>();
        builder.Services.TryAddSingleton<IRetentionRows, RetentionRows>();
        builder.Services.TryAddSingleton<ILockRows, LockRows>();
        builder.Services.TryAddSingleton<ICategoryHistory, CategoryHistory>();
        builder.AddAdoNetGrainStorage(StateNames.Storage, storage => storage.Configure<SqliteStore>((target, store) =>
        {
            target.Invariant = Invariant;
            target.DataSource = store.DataSource;
            target.GrainStorageSerializer = new ApexStateSerializer();
        }));
        builder.UseAdoNetReminderService(reminders => reminders.Configure<SqliteStore>((target, store) =>
        {
            target.Invariant = Invariant;
            target.DataSource = store.DataSource;
        }));
        return builder;
    }
}
