namespace Apex.Agents;

/// <summary>Makes agents fail as long as a file says so, for tests: <c>AGENT start</c>, <c>AGENT fail</c> or <c>AGENT hang</c>, a line each.</summary>
/// <param name="file">The file; null outside such tests. It may come and go while the silo runs.</param>
public sealed class AgentFaults(string? file)
{
    public const string Variable = "APEX_TEST_AGENT_FAULTS";

    public bool IsArmed => file is not null;

    /// <returns>What this agent is to suffer now: <c>start</c>, <c>fail</c> or <c>hang</c>; null if nothing.</returns>
    public string? Of(string agent)
    {
        if (file is null || !File.Exists(file))
        {
            return null;
        }

        return File.ReadAllLines(file).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(words => words.Length == 2 && words[0] == agent)?[1];
    }
}

/// <summary>An agent's work that suffers the faults of a test.</summary>
public sealed class FaultyWork(IAgentWork work, AgentFaults faults, TimeProvider time) : IAgentWork
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public AgentHealth Health => work.Health;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (faults.Of(Health.Name) is "start" or "fail")
            {
                throw new InvalidOperationException($"made to fail by {AgentFaults.Variable}");
            }

            await GoneAsync("hang", cancellationToken);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var working = work.RunAsync(life.Token);
            while (!working.IsCompleted && faults.Of(Health.Name) is not ("fail" or "hang"))
            {
                await Task.WhenAny(working, Task.Delay(Look, time, CancellationToken.None));
            }

            if (!working.IsCompleted)
            {
                await life.CancelAsync();
                await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            await working;
        }
    }

    private async Task GoneAsync(string fault, CancellationToken cancellationToken)
    {
        while (faults.Of(Health.Name) == fault)
        {
            await Task.Delay(Look, time, cancellationToken);
        }
    }
}
