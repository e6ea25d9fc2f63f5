namespace Apex.Configuration;

/// <summary>Codes of problems that are no mistake of the file: the operator does not allow what it asks. They make exit code 4.</summary>
public static class OperatorCodes
{
    /// <summary>More memory, CPU or time than the operator lets any project ask.</summary>
    public const string AboveCeiling = "above_operator_ceiling";

    /// <summary>A grant that the operator has not given to this project.</summary>
    public const string GrantNotGiven = "grant_not_given";

    /// <summary>True if these problems are the operator's word alone: with a mistake of the file among them it is that which is to be mended first.</summary>
    public static bool AreAll(IEnumerable<ConfigurationProblem> errors)
    {
        var any = false;
        foreach (var error in errors)
        {
            any = true;
            if (error.Code is not (AboveCeiling or GrantNotGiven))
            {
                return false;
            }
        }

        return any;
    }
}
