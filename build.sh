#!/usr/bin/env bash
# ./build.sh TARGET [ARGUMENTS]; build.ps1 takes the same targets on Windows.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
    cat <<'EOF'
Usage: ./build.sh TARGET [ARGUMENTS]

  demo [--once|--fleet] the main job on a simulated vCenter; demo --help tells more
  test [...]            every test; as root on Debian the lab of real parts too
  build                 everything, warnings are errors
  publish [FOLDER]      the server and the connector for each platform (default: artifacts)
  samples [FOLDER]      sample packages of agents (default: artifacts/samples)
  bench [...]           the benchmarks, side by side
EOF
}

connector() {
    dotnet publish src/VsphereConnector.Connector -c Release -r "$1" -o "$2/connector/$1" -v quiet
}

# Builds what is shown in a browser, and tells whether it could.
views() {
    if command -v npm >/dev/null && dotnet build ui-extension/UserInterface.proj -v quiet -clp:NoSummary >&2; then
        echo true
    else
        echo "Without Node.js and its packages the views of the browser are left out." >&2
        echo false
    fi
}

target=${1:-help}
[ $# -gt 0 ] && shift
case $target in
    build)
        dotnet build VsphereConnector.sln "$@"
        ;;
    demo)
        [[ " $* " =~ " --once "|" --fleet " ]] && views=false || views=$(views) # nobody sees them without a browser
        dotnet run --project src/VsphereConnector.Demo -c Release -v quiet -p:RunAnalyzers=false -p:BuildUserInterface=$views -- "$@"
        ;;
    publish)
        folder=${1:-artifacts}
        for platform in linux-x64 linux-arm64 linux-musl-x64 win-x64; do
            connector "$platform" "$folder"
        done
        dotnet publish src/VsphereConnector.Server -c Release -p:BuildUserInterface=true -o "$folder/server" -v quiet
        dotnet publish src/VsphereConnector.Simulator -c Release -o "$folder/simulator" -v quiet
        echo "Published into $folder."
        ;;
    test)
        if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
            tests/VsphereConnector.Lab.Tests/install-packages.sh
        fi
        # The lab mostly waits, so it runs beside the others. What failed is told once more at the end, with the beginning of its reason.
        output=$(mktemp)
        trap 'awk "/^failed /{lines=9} lines-->0" "$output" | cut -c1-400; rm -f "$output"' EXIT
        dotnet test --solution VsphereConnector.sln -p:BuildUserInterface="$(views)" --max-parallel-test-modules 2 --no-progress "$@" | tee "$output"
        ;;
    samples)
        mkdir -p "${1:-artifacts/samples}"
        dotnet build samples/agents/Samples.proj -v quiet -p:Folder="$(cd "${1:-artifacts/samples}" && pwd)"
        ls -l "${1:-artifacts/samples}"
        ;;
    bench)
        dotnet run --project tests/VsphereConnector.Benchmarks -c Release -v quiet -- "$@"
        ;;
    help | --help | -h)
        usage
        ;;
    *)
        echo "There is no target '$target'." >&2
        usage >&2
        exit 2
        ;;
esac
