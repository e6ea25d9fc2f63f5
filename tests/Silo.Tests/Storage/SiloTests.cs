using Apex.Categories;
using Apex.Persistence;
using Apex.Storage;
using Apex.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class SiloTests
{
    [Fact]
    public async Task AddApexSqliteStorage_GrainsAndReminders_SurviveARestart()
    {
        var root = Directory.CreateTempSubdirectory("apex-storage-").FullName;
        try
        {
            await RunAsync(root, async grains =>
            {
                var grain = grains.GetGrain<IStorageProbeGrain>("e/l/c");
                await grain.WriteAsync("first");
                await grain.WriteAsync("second");
                await grain.RemindAsync("wake");
            });
            await RunAsync(root, async grains =>
            {
                var grain = grains.GetGrain<IStorageProbeGrain>("e/l/c");
                (await grain.ReadAsync()).ShouldBe("second");
                (await grain.RemindersAsync()).ShouldBe(["wake"]);
                (await grain.ForgetAsync("wake")).ShouldBeTrue();
                (await grain.RemindersAsync()).ShouldBeEmpty();
                (await grain.ForgetAsync("wake")).ShouldBeFalse();
            });
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task AddApexSqliteStorage_FolderInUse_TheSiloDoesNotStart()
    {
        using var temp = new TempStore();
        using var host = Build(temp.Root);

        var error = await Should.ThrowAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.GetBaseException().ShouldBeOfType<StorageUnavailableException>();
    }

    private static IHost Build(string root)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: LoopbackPort.Free(), gatewayPort: LoopbackPort.Free());
            silo.Configure<ClusterOptions>(options => options.ServiceId = Rows.ServiceId);
            var options = new StorageOptions { DataFolder = Path.Combine(root, "data") };
            silo.AddApexSqliteStorage(options).AddApexSqliteStorage(options);
        });
        return builder.Build();
    }

    private static async Task RunAsync(string root, Func<IGrainFactory, Task> act)
    {
        using var host = Build(root);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await act(host.Services.GetRequiredService<IGrainFactory>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}

[Alias("apex.tests.IStorageProbeGrain")]
public interface IStorageProbeGrain : IGrainWithStringKey
{
    [Alias("Write")]
    Task WriteAsync(string reason);

    [Alias("Read")]
    Task<string?> ReadAsync();

    [Alias("Remind")]
    Task RemindAsync(string name);

    [Alias("Reminders")]
    Task<List<string>> RemindersAsync();

    [Alias("Forget")]
    Task<bool> ForgetAsync(string name);
}

public sealed class StorageProbeGrain(IGrainContext context, [FromKeyedServices(StateNames.Storage)] IGrainStorage storage)
    : Grain, IStorageProbeGrain, IRemindable
{
    private readonly DurableState<CategoryState> _row = new(storage, StateNames.Category, context.GrainId);

    public async Task WriteAsync(string reason)
    {
        await _row.EnsureReadAsync();
        await _row.WriteAsync(_row.Value with { ExecutionId = "e", Reason = reason });
    }

    public async Task<string?> ReadAsync()
    {
        await _row.EnsureReadAsync();
        return _row.Value.Reason;
    }

    public Task RemindAsync(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromDays(40));

    public async Task<List<string>> RemindersAsync() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public async Task<bool> ForgetAsync(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
        {
            return false;
        }

        await this.UnregisterReminder(reminder);
        return true;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
