namespace Apex.Configuration.Binding;

/// <summary>Declares a property as a field of the configuration. The property's initial value is the default; all else that the
/// binder, the schema and the table in config/README.md need to know stands here.</summary>
/// <param name="meaning">What it does, as one sentence for a person.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>Unit of a number, for example <c>seconds</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Smallest number allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Texts allowed; empty for any.</summary>
    public string[] OneOf { get; init; } = [];

    /// <summary>Pattern of a text, of a list's texts, or of a map's keys; one of <see cref="NamePattern"/>.</summary>
    public NamePattern Pattern { get; init; }

    /// <summary>True if it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>True if entries are merged by it: then it is required in an environment's file too.</summary>
    public bool Key { get; init; }

    /// <summary>What the table shows as default when it is not a constant.</summary>
    public string? DefaultText { get; init; }
}

/// <summary>What a name must look like before it may be used in a path, a key or a command.</summary>
internal enum NamePattern
{
    Any = 0,

    /// <summary>Layer, category, mode and service ids.</summary>
    Id = 1,

    /// <summary>Locks.</summary>
    Label = 2,

    /// <summary>Environment variables.</summary>
    Variable = 3,

    /// <summary>Names of environments and their aliases.</summary>
    Environment = 4,
}
