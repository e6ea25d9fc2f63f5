using Apex.Configuration.Binding;

namespace Apex.Silo.Tests.Configuration;

/// <summary>config/README.md against the declared fields.</summary>
public sealed class FieldTableTests
{
    private const string Begin = "<!-- fields: made from the declarations, checked by a test -->\n";
    private const string End = "<!-- end of fields -->\n";

    [Fact]
    public void Readme_Table_IsTheDeclaredFields()
    {
        var path = Path.Combine(RepositoryFolder.Path, "config", "README.md");
        var readme = File.ReadAllText(path);
        var (from, to) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        to.ShouldBeGreaterThan(from - 1);
        if (Environment.GetEnvironmentVariable("APEX_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, readme[..from] + FieldCatalog.Table() + readme[to..]);
            return;
        }

        readme[from..to].ShouldBe(FieldCatalog.Table(), "run the tests with APEX_UPDATE_GOLDEN=1 to write the table anew");
    }

    [Fact]
    public void Fields_AreAllOfTheFormat()
    {
        // SPEC 1.1, written down once more: a field that is added or lost is seen here.
        string[] expected =
        [
            "version", "project", "defaults.command", "defaults.timeout_seconds", "defaults.shell", "defaults.env", "defaults.working_directory", "defaults.retries", "defaults.framework",
            "execution.global_timeout_minutes", "execution.max_parallel_categories", "execution.max_memory_mb", "execution.max_cpu_percent", "execution.inter_layer_delay_seconds",
            "execution.layer_startup_timeout_seconds",
            "layers.<id>.name", "layers.<id>.description", "layers.<id>.execution_order", "layers.<id>.priority", "layers.<id>.depends_on", "layers.<id>.conflicts_with",
            "layers.<id>.max_duration_minutes", "layers.<id>.execution_mode", "layers.<id>.fail_fast", "layers.<id>.background", "layers.<id>.resource_limits.max_memory_mb",
            "layers.<id>.resource_limits.max_cpu_percent", "layers.<id>.resource_limits.max_parallel_instances", "layers.<id>.success_criteria.min_pass_rate",
            "layers.<id>.success_criteria.max_failures", "layers.<id>.success_criteria.critical_must_pass", "layers.<id>.success_criteria.allow_partial", "layers.<id>.required_services",
            "layers.<id>.environment_overrides", "layers.<id>.custom_config",
            .. new[]
            {
                "name", "command", "working_directory", "env", "shell", "timeout_seconds", "no_output_timeout_seconds", "priority_order", "critical", "depends_on", "max_parallel_instances",
                "locks", "resources.memory_mb", "resources.cpu_percent", "resources.dedicated", "limits.memory_mb", "limits.cpu_percent", "limits.processes", "limits.log_mb", "retries",
                "retry_on", "results.format", "results.path", "no_tests", "framework", "include", "exclude", "artifacts", "requires", "custom_settings",
            }.Select(static name => $"layers.<id>.categories[].{name}"),
            "services.<id>.probe.tcp", "services.<id>.probe.http", "services.<id>.probe.command", "services.<id>.start", "services.<id>.stop", "services.<id>.startup_timeout_seconds",
            "services.<id>.depends_on", "services.<id>.remedy",
            "modes.<id>.layers", "modes.<id>.categories", "modes.<id>.max_total_duration_minutes", "modes.<id>.background", "modes.<id>.fail_fast", "modes.<id>.custom_config",
            "background.timeout_minutes", "background.retries", "background.supersede", "background.retention_days",
        ];

        var declared = FieldCatalog.All.Select(static field => field.Path).ToList();
        var leaves = declared.Where(path => !declared.Exists(other => other.StartsWith(path + ".", StringComparison.Ordinal) || other.StartsWith(path + "[", StringComparison.Ordinal)));
        leaves.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void EveryField_SaysWhatItMeans()
    {
        foreach (var (path, field) in FieldCatalog.All)
        {
            field.Field.Meaning.ShouldEndWith(".", customMessage: path);
        }
    }
}
