using Apex.Configuration;

namespace Apex.Planning;

/// <summary>Configuration text and a selection in, a frozen plan or all its problems out. Pure: no file is read, nothing is changed.</summary>
public interface IPlanner
{
    /// <param name="request">What to plan.</param>
    /// <param name="failedBefore">Categories that did not pass when they last ran, for a request that wants them first; null for none.</param>
    PlanReply Plan(PlanRequest request, IReadOnlySet<string>? failedBefore = null);
}
