namespace Apex.Silo.Tests.Results;

/// <summary>Damages bytes: replaces, removes, repeats, cuts, inserts what parsers dislike.</summary>
internal static class Mutation
{
    private static readonly byte[] Nasty = "\0\t<>&\"'[]{}*&!|>-:#\r\n\x1b\xff\xc3~?,%@`"u8.ToArray();

    public static byte[] Of(byte[] source, Random random, int most = 4)
    {
        var bytes = source.ToList();
        for (var change = random.Next(1, most + 1); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.Insert(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                case 2 when bytes.Count > length + 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4 when random.Next(4) == 0 && at > 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat(Nasty[random.Next(Nasty.Length)], length));
                    break;
            }
        }

        return [.. bytes];
    }
}
