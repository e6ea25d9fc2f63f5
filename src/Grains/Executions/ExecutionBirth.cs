using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Apex.Background;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>The first row of an execution, and the hashes that make a repeated start recognisable.</summary>
public static class ExecutionBirth
{
    private const int NamesKept = 8_000;

    public static ExecutionRecord Create(string id, string region, StartExecutionRequest request, ExecutionPlan plan, string planHash, DateTimeOffset now)
    {
        var record = new ExecutionRecord
        {
            ExecutionId = id,
            RequestHash = HashOf(request),
            PlanHash = planHash,
            Project = plan.Project,
            ProjectFolder = plan.ProjectFolder,
            Region = region,
            Mode = plan.Mode,
            Environment = plan.Environment,
            Commit = request.Tree?.Commit,
            Branch = request.Tree?.Branch,
            Dirty = request.Tree?.Dirty,
            Labels = request.Labels,
            ThreadId = request.ThreadId,
            State = ExecutionState.Queued,
            CreatedAt = now,
            Deadline = now.AddMilliseconds(plan.TimeoutMs),
            Layers = [.. plan.Layers.Select(layer => new LayerOutcome { Layer = layer.Name })],
            Warnings = [.. plan.Warnings.Take(25).Select(warning => warning with { Message = warning.Message[..Math.Min(400, warning.Message.Length)] })],
            CallerHash = HashOf(request.Caller),
            Parent = request.Parent,
            ConfigurationPath = request.ConfigurationPath,
            Background = BackgroundTransitions.Ticket(plan, request.Tree?.Branch),
        };
        var queued = record.Background is { } ticket ? new[] { BackgroundEvents.Queued(record, ticket) } : [];
        return record with { Outbox = [ExecutionEvents.Queued(record, plan), .. queued, .. record.Warnings.Select(warning => ExecutionEvents.Warning(warning, now))] };
    }

    /// <summary>What is wrong with the request itself; null if nothing is. Bounds keep the row small.</summary>
    public static string? Refuse(StartExecutionRequest request)
    {
        if (request.Labels.Count > 50 || request.Labels.Any(label => label.Key.Length is 0 or > 200 || label.Value.Length > 200))
        {
            return "labels: at most 50, each key and value at most 200 characters";
        }

        return request switch
        {
            { ThreadId.Length: 0 or > 200 } => "thread id: 1 to 200 characters",
            { Parent: { } parent } when !Guid.TryParseExact(parent, "D", out _) => "parent: an execution id",
            { Plan: { Background: not null } plan } when plan.Layers.Count + plan.Categories.Count > 100 => "a background task names at most 100 layers and categories",
            { ConfigurationPath.Length: > 4096 } => "configuration path: at most 4096 characters",
            _ => null,
        };
    }

    /// <summary>SHA-256 of the request without its caller: two shells that ask for the same are one request.</summary>
    public static string HashOf(StartExecutionRequest request)
    {
        var canonical = request with
        {
            Caller = null,
            ConfigurationPath = null,
            Labels = request.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).ToDictionary(),

            // As JSON a file of some MiB would take ten times its size for a moment.
            Plan = request.Plan with { Files = [.. request.Plan.Files.Select(static file => file with { Text = HashOf(file.Text) })] },
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(canonical)));
    }

    /// <summary>Names of the caller's variables and one hash over their values.</summary>
    public static string? HashOf(CallerContext? caller)
    {
        if (caller is null)
        {
            return null;
        }

        var sorted = caller.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(',', sorted.Select(variable => variable.Key));
        var values = string.Join('\0', sorted.Select(variable => $"{variable.Key}={variable.Value}").Append($"umask={caller.Umask}"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(values)));
        return $"{hash} {(names.Length > NamesKept ? names[..NamesKept] : names)}";
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
}
