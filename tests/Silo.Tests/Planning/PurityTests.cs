using System.Globalization;
using Apex.Persistence;

namespace Apex.Silo.Tests.Planning;

/// <summary>The same request is the same plan with the same hash on every host: no culture, no folder, no order of a dictionary shows in it.</summary>
public sealed class PurityTests
{
    private static readonly string Netra = RepositoryFolder.Read("config/examples/netra/apex.yaml");

    [Fact]
    public void Plan_UnderAnotherCulture_HasTheSameHash()
    {
        var usual = Hash();
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            // The product runs in invariant mode; this culture differs in what a formatter could use all the same.
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NumberGroupSeparator = ".";
            other.NumberFormat.NegativeSign = "~";
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (other, other);

            $"{0.5}".ShouldBe("0,5");
            Hash().ShouldBe(usual);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Fact]
    public void Plan_OfMapsAndSets_IsWrittenInOneOrder()
    {
        // Hashes of texts differ from process to process: an order that came from a dictionary would not be this one for long.
        const string Yaml = """
            project: pure
            defaults: {command: x, env: {B: "2", A: "1", C: "3"}}
            layers:
              one: {categories: [{name: c, locks: [z, a, m], env: {Z: "1", D: "2"}}, {name: b, depends_on: [c]}, {name: a}]}
              two: {depends_on: [one], conflicts_with: [three], categories: [{name: d}]}
              three: {success_criteria: {min_pass_rate: 0.1}, categories: [{name: e, custom_settings: {y: 1, x: 0.5}}]}
            """;

        var text = System.Text.Encoding.UTF8.GetString(ApexJson.Serialize(PlanMaker.Good(Yaml)));
        text.ShouldContain("""{"A":"1","B":"2","C":"3","D":"2","Z":"1"}""");
        text.ShouldContain("""["a","m","z"]""");
        text.ShouldContain("0.1");
        text.ShouldContain("""{\"y\":1,\"x\":0.5}""");
    }

    [Fact]
    public void Plan_WhereverTheProcessStands_HasTheSameHash()
    {
        var usual = Hash();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Path.GetTempPath();

            Hash().ShouldBe(usual);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void Plan_OfAParsedFile_HasTheHashOfAFreshOne()
    {
        var planner = new Apex.Planning.Planner();
        var request = PlanMaker.Request(Netra);

        planner.Plan(request).Hash.ShouldBe(planner.Plan(request).Hash);
        planner.Plan(request).Hash.ShouldBe(Hash());
    }

    [Fact]
    public void Plan_WithFilesUnderOtherNames_HasTheSameHash()
    {
        var request = PlanMaker.Request(Netra);
        var elsewhere = request with { Files = [request.Files[0] with { Path = "../other/name.yaml" }] };

        new Apex.Planning.Planner().Plan(elsewhere).Hash.ShouldBe(Hash());
    }

    private static string Hash() => PlanMaker.Plan(Netra).Hash.ShouldNotBeNull();
}
