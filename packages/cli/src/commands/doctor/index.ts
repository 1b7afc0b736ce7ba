import type { GatewayCore } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { type DataOptions, withGateway } from '../../open.ts';
import { bad, faint, good, print, strong } from '../../terminal.ts';
import { UsageError } from '../../usage-error.ts';
import { addDataOptions } from '../data-options.ts';
import { checkSources, checkSubscriptions, checkTokens } from './accounts.ts';
import { checkAddresses, checkClock } from './address.ts';
import { broken, type Check, type Finding, messageOf } from './finding.ts';
import { checkDisk, checkKey, checkSettings, checkStore } from './machine.ts';
import { checkStorage } from './storage.ts';

interface DoctorOptions extends DataOptions {
  readonly json?: boolean;
}

const CHECKS: Readonly<Record<string, Check>> = {
  database: checkStore,
  disk: checkDisk,
  room: checkStorage,
  key: checkKey,
  settings: checkSettings,
  addresses: checkAddresses,
  clock: checkClock,
  sources: checkSources,
  subscriptions: checkSubscriptions,
  tokens: checkTokens,
};

/** `signal-hooks doctor`: looks at everything that may go wrong, and says what to do. */
export function addDoctor(program: Command): void {
  addDataOptions(
    program
      .command('doctor')
      .description('look for what is wrong: a line each, fine or what to do')
      .option('--json', 'print JSON'),
  ).action(examine);
}

async function examine(options: DoctorOptions): Promise<void> {
  const findings = await withGateway(options, allFindings).catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    // It does not even open: nothing else can be looked at.
    return [broken('data', messageOf(error))];
  });
  if (findings.some(({ is }) => is === 'broken')) process.exitCode = 1;
  if (options.json) print(JSON.stringify(findings, null, 2));
  else for (const finding of findings) print(lineOf(finding));
}

async function allFindings(gateway: GatewayCore): Promise<readonly Finding[]> {
  const found = await Promise.all(
    Object.entries(CHECKS).map(([name, check]) =>
      check(gateway).catch((error: unknown) => [
        broken(name, `It could not be looked at: ${messageOf(error)}`),
      ]),
    ),
  );
  return found.flat();
}

const MARKS: Readonly<Record<Finding['is'], string>> = {
  fine: good('✔'),
  attention: strong('!'),
  broken: bad('✖'),
};

const lineOf = ({ is, what, says }: Finding): string =>
  `${MARKS[is]} ${what}: ${is === 'fine' ? faint(says) : says}`;
