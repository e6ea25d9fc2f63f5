namespace Apex.Agents;

/// <summary>See <see cref="IProgressStreamingAgent"/>; the work is <see cref="FeedNotifier"/>.</summary>
public sealed class ProgressStreamingAgent(GrainId id, Silo silo, ILoggerFactory logs, FeedNotifier work) : AgentBase<FeedNotifier>(id, silo, logs, work), IProgressStreamingAgent;
