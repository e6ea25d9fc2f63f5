namespace Apex.Silo.Tests.Hosting;

public sealed class SiloOptionsTests
{
    [Fact]
    public void Read_HomeAlone_HasTheDocumentedDefaults()
    {
        var options = Read([], "--home", "/h");

        options.Home.ShouldBe("/h");
        options.Region.ShouldBe("local");
        (options.GatewayPort, options.SiloPort, options.HttpPort).ShouldBe((0, 0, 0));
        options.IdleMinutes.ShouldBe(30);
        options.DescriptorPath.ShouldBe("/h/silo.json");
    }

    [Fact]
    public void Read_FlagAndVariable_TheFlagIsStronger() => Read([("APEX_HOME", "/variable")], "--home", "/flag").Home.ShouldBe("/flag");

    [Theory]
    [InlineData("APEX_GATEWAY_PORT", "x", "APEX_GATEWAY_PORT is 'x': expected a port, 0–65535 (0 takes a free one)")]
    [InlineData("APEX_HTTP_PORT", "70000", "APEX_HTTP_PORT is '70000': expected a port, 0–65535 (0 takes a free one)")]
    [InlineData("APEX_IDLE_MINUTES", "0", "APEX_IDLE_MINUTES is '0': expected minutes above 0, at most 10080")]
    [InlineData("APEX_MINIMUM_AGENTS", "6", "APEX_MINIMUM_AGENTS is '6': expected 1–5")]
    [InlineData("APEX_CEILING_MEMORY_MB", "much", "APEX_CEILING_MEMORY_MB is 'much': expected a whole number from 1 to 1048576 (MiB)")]
    [InlineData("APEX_CEILING_LAYER_MINUTES", "0", "APEX_CEILING_LAYER_MINUTES is '0': expected a whole number from 1 to 1440 (minutes)")]
    [InlineData("APEX_GRANT_PROD", "shop,*", "APEX_GRANT_PROD is 'shop,*': expected names of projects with commas between them, * for all, or none")]
    [InlineData("APEX_TEST_MINUTE_MS", "5", "APEX_TEST_MINUTE_MS is '5': expected milliseconds, 100–60000")]
    public void Read_WrongValue_NamesItAndWhatIsAllowed(string name, string value, string message) =>
        Should.Throw<FormatException>(() => Read([(name, value)], "--home", "/h")).Message.ShouldBe(message);

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("*", true, true)]
    [InlineData("shop, bank", true, false)]
    [InlineData("none", false, false)]
    public void Read_Grant_HoldsForTheProjectsThatItNames(string? value, bool shop, bool other)
    {
        var projects = Read([("APEX_GRANT_REAL_LLM", value!)], "--home", "/h").Operator.RealLlm;

        (OperatorLimits.Allows(projects, "shop"), OperatorLimits.Allows(projects, "other")).ShouldBe((shop, other));
    }

    [Fact]
    public void Read_NoHome_SaysWhatIsMissing() => Should.Throw<FormatException>(() => Read([])).Message.ShouldContain("--home");

    private static SiloOptions Read((string Name, string Value)[] variables, params string[] args) =>
        SiloOptions.Read(args, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
