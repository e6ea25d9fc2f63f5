using System.Text;
using Apex.Output;

namespace Apex.Commands;

/// <summary>Lets System.CommandLine write its help where results go.</summary>
internal sealed class ResultWriter(IOutput output) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => output.Result(Encoding.GetBytes([value]));

    public override void Write(string? value) => output.Result(Encoding.GetBytes(value ?? ""));
}
