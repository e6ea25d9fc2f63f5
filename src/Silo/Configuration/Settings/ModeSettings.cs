using Apex.Configuration.Binding;
using Apex.Planning;

namespace Apex.Configuration.Settings;

/// <summary><c>modes.&lt;id&gt;</c>.</summary>
internal sealed record ModeSettings
{
    [Field("Layers to run.", DefaultText = "every layer")]
    public List<string> Layers { get; init; } = [];

    [Field("Categories to run.", Pattern = NamePattern.Id, DefaultText = "all of the layers")]
    public List<string> Categories { get; init; } = [];

    [Field("Wall-clock limit.", Unit = "minutes", Min = 1, Max = 1440, DefaultText = "execution.global_timeout_minutes")]
    public int? MaxTotalDurationMinutes { get; init; }

    [Field("true adds every background layer, false leaves them out.", DefaultText = "as layers say")]
    public bool? Background { get; init; }

    [Field("Replaces fail_fast of every layer.", DefaultText = "as layers say")]
    public FailFast? FailFast { get; init; }

    [Field("Free map for a mode in code of this id; the commands find it as JSON in APEX_MODE_CONFIG.")]
    public FreeMap? CustomConfig { get; init; }
}

/// <summary><c>background</c>: defaults of background tasks.</summary>
internal sealed record BackgroundSettings
{
    [Field("Wall-clock limit of one task.", Unit = "minutes", Min = 1, Max = 1440)]
    public int TimeoutMinutes { get; init; } = 30;

    [Field("Attempts beyond the first, for class infra.", Min = 0, Max = 10)]
    public int Retries { get; init; } = 2;

    [Field("true: a newer commit of the same branch replaces older queued tasks.")]
    public bool Supersede { get; init; }

    [Field("How long results are kept.", Unit = "days", Min = 1, Max = 3650)]
    public int RetentionDays { get; init; } = 30;
}
