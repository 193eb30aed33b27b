import type { AgentPackage } from './agent-package.ts';

export interface InstallCommands {
  readonly powershell: string;
  readonly shell: string;
}

/**
 * Lines to paste on a computer. Each fetches the installer from this platform, compares it with the hash in the line and starts it. The token
 * stands in the environment of the line: addresses are written down by proxies and servers, and command lines are seen by others.
 */
export async function installCommands(
  { siteUrl, token }: { readonly siteUrl: string; readonly token: string },
  agent: AgentPackage,
): Promise<InstallCommands> {
  const [powershell, shell, packed] = await Promise.all(
    (['install.ps1', 'install.sh', 'forecourt-agent.mjs'] as const).map((name) =>
      agent.read(name).then(
        ({ sha256 }) => sha256,
        // The line says then that the platform has none, when it is run.
        () => '0'.repeat(64),
      ),
    ),
  );
  const base = `${siteUrl}/api/v1/agent`;
  return {
    powershell: [
      `$ErrorActionPreference='Stop'`,
      `[Net.ServicePointManager]::SecurityProtocol='Tls12'`,
      `$env:FORECOURT_AGENT_TOKEN='${token}'`,
      `$f=Join-Path $env:TEMP 'forecourt-install.ps1'`,
      `Invoke-WebRequest -UseBasicParsing '${quoted(`${base}/install.ps1`)}' -OutFile $f`,
      `if((Get-FileHash $f -Algorithm SHA256).Hash -ne '${powershell}'){throw 'The installer is not the one that this line is for.'}`,
      `powershell -NoProfile -ExecutionPolicy Bypass -File $f -Platform '${quoted(siteUrl)}' -AgentSha256 ${packed}`,
    ].join('; '),
    shell: [
      `export FORECOURT_AGENT_TOKEN='${token}'`,
      `f=$(mktemp)`,
      `curl -fsSL '${shellQuoted(`${base}/install.sh`)}' -o "$f"`,
      // A Mac has the one, Linux the other.
      `{ (sha256sum "$f" 2>/dev/null || shasum -a 256 "$f") | grep -q '^${shell}' || { echo 'The installer is not the one that this line is for.'; false; }; }`,
      `sh "$f" '${shellQuoted(siteUrl)}' ${packed}`,
    ].join(' && '),
  };
}

/** Within single quotes of PowerShell. */
function quoted(text: string): string {
  return text.replaceAll("'", "''");
}

/** Within single quotes of a POSIX shell. */
function shellQuoted(text: string): string {
  return text.replaceAll("'", `'\\''`);
}
