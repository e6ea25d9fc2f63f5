using Apex.Categories;
using Apex.Executions;
using Apex.Persistence;
using Apex.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

/// <summary>Orleans' own ADO.NET provider on a store, without a silo around it, and rows to write with it.</summary>
internal static class Rows
{
    public const string ServiceId = "apex-local";

    private static readonly IActivatorProvider Activators =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<IActivatorProvider>();

    public static IOptions<ClusterOptions> Cluster { get; } = Options.Create(new ClusterOptions { ServiceId = ServiceId, ClusterId = "local" });

    public static async Task<IGrainStorage> ProviderAsync(SqliteStore store, bool deleteOnClear = false)
    {
        var options = new AdoNetGrainStorageOptions
        {
            Invariant = "System.Data.SQLite",
            DataSource = store.DataSource,
            GrainStorageSerializer = new ApexStateSerializer(),
            DeleteStateOnClear = deleteOnClear,
        };
        var storage = new AdoNetGrainStorage(Activators, NullLogger<AdoNetGrainStorage>.Instance, Options.Create(options), Cluster, StateNames.Storage);
        var lifecycle = new OneStage();
        storage.Participate(lifecycle);
        await lifecycle.Observer!.OnStart(TestContext.Current.CancellationToken);
        return storage;
    }

    public static GrainId CategoryId(string key) => GrainId.Create("category", key);

    public static DurableState<CategoryState> Category(IGrainStorage storage, string execution, string layer, string category, bool isNew = true)
    {
        var row = new DurableState<CategoryState>(storage, StateNames.Category, CategoryId(ApexKeys.Category(execution, layer, category)));
        if (isNew)
        {
            row.AssumeNew();
        }

        return row;
    }

    public static CategoryState State(string execution, string layer, string category, params string[] events) => new()
    {
        ExecutionId = execution,
        Layer = layer,
        Category = category,
        PlanHash = "p",
        Outbox = [.. events.Select(type => Event(type, layer, category))],
    };

    public static OutboxEvent Event(string type, string? layer = null, string? category = null) => new()
    {
        Type = type,
        Timestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Layer = layer,
        Category = category,
        Attempt = category is null ? null : 1,
        Data = """{"note":"it's \"quoted\" — ü"}""",
    };

    public static ExecutionRecord Execution(string id, DateTimeOffset created, ExecutionState state = ExecutionState.Queued, string project = "demo") => new()
    {
        ExecutionId = id,
        Project = project,
        Mode = "fast_feedback",
        Environment = "test",
        Branch = "main",
        Commit = "abc",
        State = state,
        CreatedAt = created,
    };

    private sealed class OneStage : ISiloLifecycle
    {
        public ILifecycleObserver? Observer { get; private set; }

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observer = observer;
            return new Nothing();
        }
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
