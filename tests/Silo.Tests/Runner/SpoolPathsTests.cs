using Apex.Categories;

namespace Apex.Runner;

public sealed class SpoolPathsTests
{
    [Fact]
    public void Folder_OfNamesThatLookAlike_IsNeverShared()
    {
        AttemptId[] ids = [new("e", "l", "c", 1), new("e", "l", "c.1", 1), new("e", "l", "c", 11), new("e", "l.c", "1", 1), new("e", "l", "c.1", 11), new("e", "l", "c.1.1", 1)];

        ids.Select(id => SpoolPaths.Folder("/spool", id)).Distinct().Count().ShouldBe(ids.Length);
        SpoolPaths.Folder("/spool", ids[0]).ShouldBe("/spool/e/l/c.1");
    }
}
