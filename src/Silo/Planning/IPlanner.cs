using Apex.Configuration;

namespace Apex.Planning;

/// <summary>Configuration text and a selection in, a frozen plan or all its problems out. Pure: no file is read, nothing is changed.</summary>
public interface IPlanner
{
    PlanReply Plan(PlanRequest request);
}
