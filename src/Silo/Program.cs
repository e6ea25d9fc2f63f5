using Apex.Hosting;

return args switch
{
    ["silo", .. var rest] => await SiloHost.RunAsync(rest),
    _ => 2,
};
