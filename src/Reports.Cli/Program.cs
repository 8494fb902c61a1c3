using System.Globalization;
using Reports.Cli;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await ReportsCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, !Console.IsOutputRedirected);
