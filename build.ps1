# ./build.ps1 TARGET [ARGUMENTS]; build.sh takes the same targets on Linux and macOS.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

$usage = @'
Usage: ./build.ps1 TARGET [ARGUMENTS]

  demo [--once|--fleet] the main job on a simulated vCenter; demo --help tells more
  test [...]            every test; the lab of real parts needs Debian
  build                 everything, warnings are errors
  publish [FOLDER]      the server and the connector for each platform (default: artifacts)
  samples [FOLDER]      sample packages of agents (default: artifacts/samples)
  bench [...]           the benchmarks, side by side
'@

function Publish-Connector($runtime, $folder) {
    dotnet publish src/VsphereConnector.Connector -c Release -r $runtime -o "$folder/connector/$runtime" -v quiet
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
}

# Builds what is shown in a browser, and tells whether it could.
function Build-Views {
    if (-not (Get-Command npm -ErrorAction Ignore)) { return $false }
    dotnet build ui-extension/UserInterface.proj -v quiet -clp:NoSummary | Out-Host
    $LASTEXITCODE -eq 0
}

$target = $args[0]
$rest = @($args | Select-Object -Skip 1) # always a list: one text alone would be taken apart into its letters
switch ($target) {
    'build' { dotnet build VsphereConnector.sln @rest }
    'demo' {
        $views = $rest -notcontains '--once' -and $rest -notcontains '--fleet' -and (Build-Views) # nobody sees them without a browser
        dotnet run --project src/VsphereConnector.Demo -c Release -v quiet -p:RunAnalyzers=false "-p:BuildUserInterface=$views" -- @rest
    }
    'publish' {
        $folder = if ($rest) { $rest[0] } else { 'artifacts' }
        'linux-x64', 'linux-arm64', 'linux-musl-x64', 'win-x64' | ForEach-Object { Publish-Connector $_ $folder }
        dotnet publish src/VsphereConnector.Server -c Release -p:BuildUserInterface=true -o "$folder/server" -v quiet
        if ($LASTEXITCODE) { exit $LASTEXITCODE }
        dotnet publish src/VsphereConnector.Simulator -c Release -o "$folder/simulator" -v quiet
    }
    'samples' {
        $folder = New-Item -ItemType Directory -Force $(if ($rest) { $rest[0] } else { 'artifacts/samples' })
        dotnet build samples/agents/Samples.proj -v quiet "-p:Folder=$($folder.FullName)"
        Get-ChildItem $folder
    }
    'test' {
        dotnet test --solution VsphereConnector.sln "-p:BuildUserInterface=$(Build-Views)" --max-parallel-test-modules 2 --no-progress @rest | Tee-Object -Variable output
        $output -match '^failed ' # once more, where they are found
    }
    'bench' { dotnet run --project tests/VsphereConnector.Benchmarks -c Release -v quiet -- @rest }
    { $_ -in $null, 'help', '--help', '-h' } { $usage; exit 0 }
    default {
        [Console]::Error.WriteLine("There is no target '$target'.`n$usage")
        exit 2
    }
}
exit $LASTEXITCODE
