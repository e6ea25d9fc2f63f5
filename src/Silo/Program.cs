using Apex.Runner;

return args switch
{
    ["host", .. var rest] => await HostCommand.RunAsync(rest),
    ["stop", .. var rest] => await StopCommand.RunAsync(rest),
    _ => 0,
};
