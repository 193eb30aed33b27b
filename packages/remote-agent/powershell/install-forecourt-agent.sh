#!/bin/sh
# Sets up the Forecourt agent on Linux or macOS: fetches it, enrols this computer with the platform, and has it started with the system.
# Run by the line that the page Hosts shows. The one-time token is taken from the environment and stands on no command line.
#
#   FORECOURT_AGENT_TOKEN=... sh install-forecourt-agent.sh https://forecourt.example SHA256
#
# Exit codes: 0 done, 20 a step failed, 30 wrong input, 40 a program is missing.
set -eu

platform=${1:-}
wanted=${2:-}
native='sharp@0.35.5 onnxruntime-node@1.30.0'

fail() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

case $platform in
  https://?* | http://?*) ;;
  *) fail 30 'The first argument is the address of the platform. Copy the whole line from the page Hosts.' ;;
esac
printf '%s' "$wanted" | grep -Eq '^[0-9a-f]{64}$' || fail 30 'The second argument is the SHA-256 of the agent. Copy the whole line from the page Hosts.'

for program in node npm curl; do
  command -v "$program" >/dev/null 2>&1 || fail 40 "There is no $program on this computer. Install it (Node 22.18 or newer from https://nodejs.org), then run this again."
done
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 18) ? 0 : 1)' ||
  fail 40 "Node $(node --version) is too old: 22.18 or newer is needed. Install it from https://nodejs.org, then run this again."

if [ -z "${FORECOURT_AGENT_DATA_DIR:-}" ]; then
  if [ "$(id -u)" -eq 0 ]; then
    FORECOURT_AGENT_DATA_DIR=/var/lib/forecourt-agent
  elif [ "$(uname -s)" = Darwin ]; then
    FORECOURT_AGENT_DATA_DIR="$HOME/Library/Application Support/Forecourt/agent"
  else
    FORECOURT_AGENT_DATA_DIR="${XDG_DATA_HOME:-$HOME/.local/share}/forecourt-agent"
  fi
fi
export FORECOURT_AGENT_DATA_DIR
agent="$FORECOURT_AGENT_DATA_DIR/forecourt-agent.mjs"
(umask 077 && mkdir -p "$FORECOURT_AGENT_DATA_DIR")

hash_of() {
  node -e 'const { createHash } = require("node:crypto"); process.stdout.write(createHash("sha256").update(require("node:fs").readFileSync(process.argv[1])).digest("hex"))' "$1"
}

if [ ! -f "$agent" ] || [ "$(hash_of "$agent")" != "$wanted" ]; then
  trap 'rm -f "$agent.part"' EXIT
  curl -fsSL "${platform%/}/api/v1/agent/forecourt-agent.mjs" -o "$agent.part" || fail 20 'The agent could not be fetched from the platform.'
  [ "$(hash_of "$agent.part")" = "$wanted" ] || fail 30 'What the platform sent is not the agent that this line is for. Copy the line from the page Hosts again.'
  mv "$agent.part" "$agent"
fi

# A command of its own, which knows node and the folder. Without it the agent works all the same.
if [ "$(id -u)" -eq 0 ]; then bin=${PREFIX:-/usr/local}/bin; else bin=${PREFIX:-$HOME/.local}/bin; fi
quoted() {
  printf '%s' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
}
command_lines() {
  printf '%s\n' '#!/bin/sh' "export FORECOURT_AGENT_DATA_DIR=$(quoted "$FORECOURT_AGENT_DATA_DIR")"
  printf 'exec %s %s "$@"\n' "$(quoted "$(command -v node)")" "$(quoted "$agent")"
}
if mkdir -p "$bin" && command_lines > "$bin/forecourt-agent" && chmod 755 "$bin/forecourt-agent"; then
  case ":$PATH:" in
    *":$bin:"*) ;;
    *) printf '%s\n' "Its commands are called by: $bin/forecourt-agent" ;;
  esac
fi

# shellcheck disable=SC2086
npm_config_update_notifier=false npm install --prefix "$FORECOURT_AGENT_DATA_DIR" --no-audit --no-fund --ignore-scripts $native ||
  fail 20 'What the engine needs could not be installed.'

if [ -n "${FORECOURT_AGENT_TOKEN:-}" ]; then
  node "$agent" enrol --again --platform "$platform" || fail 20 'This computer could not be enrolled.'
elif [ ! -f "$FORECOURT_AGENT_DATA_DIR/config.json" ]; then
  fail 30 'There is no token. Copy the whole line from the page Hosts.'
fi
unset FORECOURT_AGENT_TOKEN

node "$agent" service install || fail 20 'The service could not be set up. Until it is, start the agent by hand: forecourt-agent run'
if node "$agent" doctor; then
  printf '%s\n' 'Done: the host shows up on the page Hosts within a minute.'
else
  printf '%s\n' 'The agent is set up; what it still needs stands above. Look again with: forecourt-agent doctor'
fi
