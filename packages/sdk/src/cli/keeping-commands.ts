import type { Command } from 'commander';
import type { ServerCommandName } from './commands/server.ts';

export interface KeepingCommandParts {
  sub(parent: Command, name: string): Command;
  readonly json: readonly [string, string];
  run(name: ServerCommandName, flags: unknown): Promise<void>;
}

/** Commands for whoever runs an installation: its audit log, its secrets, and who cannot get in. */
export function addKeepingCommands(root: Command, { sub, json, run }: KeepingCommandParts): void {
  const audit = sub(root, 'audit').description('check and take out the log of what was done (needs @forecourt/server)');
  const server = ['--server <url>', 'a running server instead of the database; asked with FORECOURT_SERVER_KEY'] as const;
  const dealership = ['--dealership <name>', 'name or id of one dealership'] as const;
  const keyFile = ['--key-file <path>', 'file with the API key; FORECOURT_SERVER_KEY where left out'] as const;
  sub(audit, 'verify')
    .description('look whether the log is as it was written; names the first entry that does not fit')
    .option('--file <path>', 'an exported log instead of the database')
    .option(...dealership)
    .option(...server)
    .option(...keyFile)
    .option(...json)
    .action((flags: unknown) => run('auditVerify', flags));
  sub(audit, 'export')
    .description('write the log of a dealership with its chain and signatures, as JSON lines')
    .requiredOption('-o, --output <path>', 'the file to write')
    .option(...dealership)
    .option(...server)
    .option(...keyFile)
    .option(...json)
    .action((flags: unknown) => run('auditExport', flags));

  const secrets = sub(root, 'secrets').description('the keys that secrets in the database are sealed with (needs @forecourt/server)');
  sub(secrets, 'rotate')
    .description('put a new key in front of the key ring and wrap every secret with it, while servers run')
    .option('--drop-unused', 'take keys out of keys.json that no secret needs any more')
    .option(...json)
    .action((flags: unknown) => run('secretsRotate', flags));
  sub(secrets, 'forget-lost')
    .description('give up keys that are lost, with what was sealed with them, so that a server starts again')
    .option('--yes', 'there is no back-up of the key ring')
    .option(...json)
    .action((flags: unknown) => run('secretsForgetLost', flags));

  const hosts = sub(root, 'hosts').description('computers that work for dealerships (needs @forecourt/server)');
  sub(hosts, 'rotate-key')
    .description('begin another key by which hosts know this platform; on the database in the data folder only while no server runs')
    .option(...json)
    .action((flags: unknown) => run('hostsRotateKey', flags));

  const people = sub(root, 'people').description('let somebody in again who cannot sign in (needs @forecourt/server)');
  sub(people, 'reset-password')
    .description('print a one-time link to set a new password; on the database in the data folder only while no server runs')
    .argument('<email>', 'address of the person')
    .option(...json)
    .action((email: string, flags: object) => run('peopleResetPassword', { ...flags, email }));
}
