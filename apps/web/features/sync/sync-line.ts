export interface SyncLineOptions {
  /** Address of this server. */
  readonly server: string;
  readonly folder: string;
  /** The stock number of the one vehicle that all photos are of; empty where each folder in it is one. */
  readonly vehicle: string;
  /** Empty where nothing comes back. */
  readonly results: string;
  readonly deletions: 'keep' | 'delete';
}

/** What to paste into PowerShell so that a folder is kept in step. */
export function syncLines({ server, folder, vehicle, results, deletions }: SyncLineOptions): string {
  const parts = [
    `forecourt sync ${quoted(folder)}`,
    vehicle.trim() === '' ? '--by-subfolder' : `--vehicle ${quoted(vehicle.trim())}`,
    ...(results.trim() === '' ? [] : [`--results ${quoted(results.trim())}`]),
    ...(deletions === 'delete' ? ['--deletions delete'] : []),
  ];
  return [`$env:FORECOURT_SERVER_URL = ${quoted(server)}`, "$env:FORECOURT_SERVER_KEY = '…'", parts.join(' ')].join('\n');
}

/** As PowerShell takes a text to the letter: about_Quoting_Rules, single quotes doubled. Its typographic quotes count as such too. */
function quoted(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}
