namespace Apex.Silo.Tests.Hosting;

public sealed class SiloOptionsTests
{
    [Fact]
    public void Read_HomeAlone_HasTheDocumentedDefaults()
    {
        var options = Read([], "--home", "/h");

        options.Home.ShouldBe("/h");
        options.Region.ShouldBe("local");
        options.DataFolder.ShouldBe("/h/data");
        options.DescriptorPath.ShouldBe("/h/silo.json");
    }

    [Fact]
    public void Read_FlagAndVariable_TheFlagIsStronger() => Read([("APEX_HOME", "/variable")], "--home", "/flag").Home.ShouldBe("/flag");

    [Fact]
    public void Read_SetFlag_IsASetting() => Read([], "--home", "/h", "--set", "region=eu", "--set", "data_folder=/d").DataFolder.ShouldBe("/d");

    [Fact]
    public void Read_WrongMinute_NamesItAndWhatIsAllowed() =>
        Should.Throw<FormatException>(() => Read([("APEX_TEST_MINUTE_MS", "5")], "--home", "/h")).Message.ShouldBe("APEX_TEST_MINUTE_MS is '5': expected milliseconds, 100–60000");

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("*", true, true)]
    [InlineData("shop, bank", true, false)]
    [InlineData("none", false, false)]
    public void Read_Grant_HoldsForTheProjectsThatItNames(string? value, bool shop, bool other)
    {
        var projects = OperatorLimits.Of(Read([("APEX_GRANT_REAL_LLM", value!)], "--home", "/h").Settings).RealLlm;

        (OperatorLimits.Allows(projects, "shop"), OperatorLimits.Allows(projects, "other")).ShouldBe((shop, other));
    }

    [Fact]
    public void Read_NoHome_SaysWhatIsMissing() => Should.Throw<FormatException>(() => Read([])).Message.ShouldContain("--home");

    private static SiloOptions Read((string Name, string Value)[] variables, params string[] args) =>
        SiloOptions.Read(args, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
