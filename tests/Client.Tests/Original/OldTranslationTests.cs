using Apex.Client.Tests.Fixtures;
using Apex.Original;

namespace Apex.Client.Tests.Original;

/// <summary>Command lines as the original's guides write them.</summary>
public sealed class OldTranslationTests
{
    [Theory]
    [InlineData("--orchestration-status", "status")]
    [InlineData("--orchestration-status --verbose", "status --verbose")]
    [InlineData("--execution-mode fast_feedback", "run --mode fast_feedback")]
    [InlineData("--execution-mode nightly", "run --mode nightly")]
    [InlineData("--execution-mode background", "run --mode background")]
    [InlineData("--execution-mode hybrid", "run --mode hybrid")]
    [InlineData("--execution-mode=commit", "run --mode commit")]
    [InlineData("--use-layers --execution-mode ci", "run --mode ci")]
    [InlineData("--use-layers --execution-mode weekend", "run --mode weekend")]
    [InlineData("--use-layers --execution-mode development", "run --mode development")]
    [InlineData("--use-layers", "run --mode layered_execution")]
    [InlineData("--use-layers --layers fast_feedback", "run --layer fast_feedback")]
    [InlineData("--use-layers --layers fast_feedback core_integration --env staging", "run --layer fast_feedback --layer core_integration --env staging")]
    [InlineData("--use-layers --layers fast_feedback --websocket-thread-id t-9", "run --layer fast_feedback --thread t-9")]
    [InlineData("--use-layers --execution-mode hybrid --layers fast_feedback", "run --mode hybrid --layer fast_feedback")]
    [InlineData("--master-orchestration --execution-mode fast_feedback", "run --mode fast_feedback")]
    [InlineData("--master-orchestration --layers fast_feedback --real-services --real-llm", "run --layer fast_feedback --real-services --real-llm")]
    [InlineData("--master-orchestration --background-e2e", "run --mode background_e2e")]
    [InlineData("--background-e2e", "run --mode background_e2e")]
    [InlineData("--use-layers --background-e2e", "run --mode hybrid_execution")]
    [InlineData("--use-layers --layers fast_feedback --background-e2e", "run --mode hybrid_execution --layer fast_feedback --layer e2e_background")]
    [InlineData("--use-layers --execution-mode nightly --background-e2e", "run --mode nightly")]
    [InlineData("--category unit", "run --mode legacy_categories --category unit")]
    [InlineData("--category unit --category api", "run --mode legacy_categories --category unit --category api")]
    [InlineData("--categories smoke unit integration --fast-fail", "run --mode legacy_categories --category smoke --category unit --category integration --fail-fast immediate")]
    [InlineData("--categories unit --category unit", "run --mode legacy_categories --category unit")]
    [InlineData("--category agent --real-llm --env staging --verbose", "run --mode legacy_categories --category agent --env staging --real-llm --verbose")]
    [InlineData("--env staging", "run --mode legacy_categories --env staging")]
    [InlineData("--category unit --no-fast-fail", "run --mode legacy_categories --category unit --fail-fast disabled")]
    [InlineData("--category unit --fail-fast-mode category_failure", "run --mode legacy_categories --category unit --fail-fast category")]
    [InlineData("--category unit --fail-fast-mode first_failure --fast-fail", "run --mode legacy_categories --category unit --fail-fast immediate")]
    [InlineData("--category unit --progress-mode simple", "run --mode legacy_categories --category unit --progress simple")]
    [InlineData("--use-layers --progress-mode rich", "run --mode layered_execution --progress rich")]
    [InlineData("--use-layers --progress-mode json", "run --mode layered_execution --progress json")]
    [InlineData("--use-layers --progress-mode silent", "run --mode layered_execution --progress silent")]
    [InlineData("--use-layers --progress-mode websocket --websocket-thread-id t", "run --mode layered_execution --progress silent --thread t")]
    [InlineData("--use-layers --no-progress-streaming", "run --mode layered_execution --progress silent")]
    [InlineData("--list-categories", "layers")]
    [InlineData("--show-layers", "layers")]
    [InlineData("--show-layers --env prod", "layers --env prod")]
    [InlineData("--show-category-stats", "plan")]
    [InlineData("--validate", "validate")]
    [InlineData("--validate --env dev", "validate --env dev")]
    [InlineData("--queue-e2e", "background queue e2e")]
    [InlineData("--queue-e2e --background-category cypress --background-timeout 45 --env staging", "background queue cypress --timeout 45 --env staging")]
    [InlineData("--background-status", "background status")]
    [InlineData("--background-results 5", "background results --limit 5")]
    [InlineData("--kill-background 0192f3", "background cancel 0192f3")]
    [InlineData("--use-layers --config other.yaml -o json --detach", "run --mode layered_execution --config other.yaml -o json --detach")]
    public void Line_OfTheOriginal_BecomesTodays(string old, string today)
    {
        var translation = OldTranslation.Of(old.Split(' '));

        string.Join(' ', translation.Arguments).ShouldBe(today);
        translation.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--use-layers --categories unit", "--use-layers and --categories contradict")]
    [InlineData("--use-layers --category unit", "--use-layers and --category contradict")]
    [InlineData("--layers fast_feedback", "--layers needs --use-layers")]
    [InlineData("--layers fast_feedback --category unit", "--layers needs --use-layers")]
    [InlineData("--layers fast_feedback --orchestration-status", "--layers needs --use-layers")]
    [InlineData("--background-e2e --category unit", "--background-e2e and --category contradict")]
    [InlineData("--background-e2e --execution-mode fast_feedback", "--background-e2e and --execution-mode fast_feedback contradict")]
    [InlineData("--queue-e2e --background-status", "--queue-e2e and --background-status contradict")]
    [InlineData("--background-category e2e", "--background-category goes with --queue-e2e")]
    [InlineData("--background-timeout 5 --category unit", "--background-timeout goes with --queue-e2e")]
    [InlineData("--use-layers --no-progress-streaming --progress-mode rich", "--no-progress-streaming and --progress-mode rich contradict")]
    [InlineData("--use-layers --progress-mode nope", "--progress-mode nope: expected rich, simple, json, log, silent or websocket")]
    [InlineData("--use-layers --progress-mode websockets", "did you mean 'websocket'?")]
    [InlineData("--use-layers --fast-fail --no-fast-fail", "--fast-fail and --no-fast-fail contradict")]
    [InlineData("--use-layers --fast-fail --fail-fast-mode disabled", "--fast-fail and --fail-fast-mode disabled contradict")]
    [InlineData("--env test --category unit --env prod", "--env is given twice: test and prod")]
    [InlineData("--use-layers --layers", "--layers needs a value")]
    [InlineData("--execution-mode --use-layers", "--execution-mode needs a value")]
    [InlineData("--use-layers=yes", "--use-layers takes no value")]
    [InlineData("--category unit --pattern login", "--pattern does not exist here")]
    [InlineData("--categories unit --resume-from api", "--resume-from does not exist here")]
    [InlineData("--category unit --exclude-env prod", "--exclude-env does not exist here")]
    public async Task Line_ThatContradictsItself_ExitsWith2AndStartsNothing(string old, string message)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");

        var result = await cli.RunAsync(old.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain(message);
        cli.Region.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("--enable-monitoring")]
    [InlineData("--no-coverage")]
    [InlineData("--parallel")]
    [InlineData("--workers 4")]
    [InlineData("--max-workers 2")]
    [InlineData("--max-parallel-layers 3")]
    [InlineData("--window-size 15")]
    [InlineData("--disable-auto-split")]
    [InlineData("--splitting-strategy hybrid")]
    [InlineData("--cypress-headed")]
    [InlineData("--cypress-browser firefox")]
    [InlineData("--allow-prod")]
    public async Task Flag_ThatMeansNothing_IsAcceptedAndSaysSoOnce(string flag)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");
        string[] words = flag.Split(' ');

        var result = await cli.RunAsync([.. words, "--category", "unit", .. words, "--detach"]);

        result.Code.ShouldBe(ExitCode.Passed);
        result.Error.Split($"{words[0]} means nothing here").Length.ShouldBe(2);
        cli.Region.Starts.ShouldHaveSingleItem().Request.Plan.Categories.ShouldBe(["unit"]);
    }

    [Fact]
    public void Flags_ThatMeanNothing_AreAllTested()
    {
        var tested = typeof(OldTranslationTests).GetMethod(nameof(Flag_ThatMeansNothing_IsAcceptedAndSaysSoOnce))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length;

        tested.ShouldBe(OldFlags.All.Count(flag => flag.Fate == OldFate.Nothing));
    }

    [Fact]
    public void Flags_OfTheOriginal_EachStandInALineThatIsTested()
    {
        var lines = typeof(OldTranslationTests).GetMethods()
            .SelectMany(static method => method.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>())
            .Select(static data => $" {data.Data[0]} ".Replace('=', ' '))
            .ToList();

        OldFlags.All.Select(static flag => flag.Name).Where(name => !lines.Exists(line => line.Contains($" {name} ", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("smart_adaptive")]
    [InlineData("critical_failure")]
    public void FailFastMode_ThatCriteriaDecide_SaysSo(string mode)
    {
        var translation = OldTranslation.Of(["--use-layers", "--fail-fast-mode", mode]);

        translation.Arguments.ShouldBe(["run", "--mode", "layered_execution"]);
        translation.Notes.ShouldHaveSingleItem().ShouldContain("success_criteria");
    }
}
