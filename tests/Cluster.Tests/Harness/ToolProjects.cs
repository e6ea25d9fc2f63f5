namespace Apex.Cluster.Tests.Harness;

/// <summary>Small projects for real test tools. Each says on purpose yes, no and nothing.</summary>
internal static class ToolProjects
{
    public const string VSTestProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
            <PackageReference Include="xunit" Version="2.9.3" />
            <PackageReference Include="xunit.runner.visualstudio" Version="2.8.2" />
          </ItemGroup>
        </Project>
        """;

    public const string TestingPlatformProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="xunit.v3" Version="4.0.2" />
            <PackageReference Include="Microsoft.Testing.Extensions.TrxReport" Version="2.5.2" />
          </ItemGroup>
        </Project>
        """;

    public const string TestingPlatformGlobalJson = """{ "test": { "runner": "Microsoft.Testing.Platform" } }""";

    /// <summary>Six tests: two pass, three fail (one has a name for people, one is a row of two), one is skipped.</summary>
    public const string DotNetTests = """
        using Xunit;

        namespace Shop;

        public class CalcTests
        {
            [Fact]
            public void Adds() => Assert.Equal(4, 2 + 2);

            [Fact]
            public void Divides() => Assert.Equal(3, 4 / 2);

            [Fact(Skip = "the report shall have a skipped test")]
            public void Later() => Assert.Fail("never");

            [Fact(DisplayName = "a name of its own")]
            public void Named() => Assert.Fail("named");

            [Theory, Trait("Category", "Slow")]
            [InlineData(1, "a|b")]
            [InlineData(2, "c")]
            public void Rows(int number, string text) => Assert.True(number > 1, text);
        }
        """;

    /// <summary>Eight reports: three pass, two fail, one errs in its set-up, two are skipped (one of them an expected failure).</summary>
    public const string PythonTests = """
        import pytest


        def test_add():
            assert 2 + 2 == 4


        def test_div():
            assert 4 / 2 == 3


        @pytest.mark.parametrize("number,text", [(1, "a|b c"), (2, "c")])
        def test_rows(number, text):
            assert number > 1, text


        @pytest.mark.skip(reason="later")
        def test_later():
            assert False


        @pytest.mark.xfail(strict=True)
        def test_known():
            assert False


        @pytest.fixture
        def broken():
            raise RuntimeError("no set-up")


        def test_setup(broken):
            pass


        class TestMore:
            def test_deep(self):
                print("\x1b[31mred\x1b[0m")
        """;

    /// <summary>Five tests: two pass, one fails, two are left out. For both runners: vitest gets its globals from its configuration.</summary>
    public const string ScriptTests = """
        describe('sum', () => {
          test('adds', () => { expect(2 + 2).toBe(4); });
          test('divides 4/2 (exactly)', () => { expect(4 / 2).toBe(3); });
          test.skip('later', () => { expect(1).toBe(2); });
          describe('deep', () => {
            test('works', () => { expect(true).toBe(true); });
          });
          test.todo('some day');
        });
        """;
}
