using System.Text;

namespace Apex.Cluster.Tests.Harness;

/// <summary>Configurations that the tests run.</summary>
public static class Projects
{
    /// <summary>Appends START and END around a pause to the witness file.</summary>
    public static string Witnessed(string seconds) =>
        $"echo \"START $APEX_CATEGORY $APEX_ATTEMPT\" >> \"$WITNESS\"; sleep {seconds}; echo \"END $APEX_CATEGORY $APEX_ATTEMPT\" >> \"$WITNESS\"";

    /// <summary>Appends START, waits for a file, and appends END.</summary>
    public static string WitnessedUntil(string file) =>
        $"echo \"START $APEX_CATEGORY $APEX_ATTEMPT\" >> \"$WITNESS\"; until [ -e '{file}' ]; do sleep 0.05; done; echo \"END $APEX_CATEGORY $APEX_ATTEMPT\" >> \"$WITNESS\"";

    /// <summary>Two layers in turn, three categories each, all witnessed.</summary>
    public static string TwoLayers(string seconds = "0.3") => TwoLayersOf(Witnessed(seconds));

    public static string TwoLayersOf(string command) => $"""
        version: 1
        project: two-layers
        defaults:
          command: |
            {command}
        layers:
          fast_feedback:
            execution_order: 1
            categories:
              - name: one
              - name: two
              - name: three
          core_integration:
            execution_order: 2
            depends_on: [fast_feedback]
            categories:
              - name: four
              - name: five
              - name: six
        """;

    /// <summary>One layer, three categories with this command.</summary>
    public static string Three(string command) => $"""
        version: 1
        project: three
        defaults:
          command: |
            {command}
        layers:
          fast_feedback:
            execution_order: 1
            categories:
              - name: one
              - name: two
              - name: three
        """;

    /// <summary>One layer, three witnessed categories that want the same lock.</summary>
    public static string OneLock() => Three(Witnessed("0.1"))
        .Replace("- name: one", "- name: one\n        locks: [db]", StringComparison.Ordinal)
        .Replace("- name: two", "- name: two\n        locks: [cache, db]", StringComparison.Ordinal)
        .Replace("- name: three", "- name: three\n        locks: [db]", StringComparison.Ordinal);

    /// <summary>A category that fails, and so many that wait for it.</summary>
    public static string Waiting(int categories)
    {
        var text = new StringBuilder("""
            version: 1
            project: waiting
            layers:
              fast_feedback:
                execution_order: 1
                categories:
                  - name: first
                    command: exit 1

            """);
        for (var i = 0; i < categories; i++)
        {
            text.Append("      - name: c").Append(i.ToString("D5")).Append("\n        command: exit 0\n        depends_on: [first]\n");
        }

        return text.ToString();
    }

    /// <summary>One layer, one category, this command.</summary>
    public static string Single(string command, string more = "") => $"""
        version: 1
        project: single
        layers:
          fast_feedback:
            execution_order: 1
            categories:
              - name: only
                command: |
        {Indent(command, 10)}
        {Indent(more, 8)}
        """;

    /// <summary>One parallel layer of many categories with one command.</summary>
    public static string Many(int categories, string command, int parallel = 4)
    {
        var text = new StringBuilder($"""
            version: 1
            project: many
            execution: {"{"} max_parallel_categories: 64 {"}"}
            defaults:
              command: {command}
            layers:
              fast_feedback:
                execution_order: 1
                max_duration_minutes: 30
                resource_limits: {"{"} max_parallel_instances: {parallel} {"}"}
                categories:

            """);
        for (var i = 0; i < categories; i++)
        {
            text.Append("      - name: c").Append(i.ToString("D5")).Append('\n');
        }

        return text.ToString();
    }

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', spaces) + line));
}
