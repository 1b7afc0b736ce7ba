import type { Command } from 'commander';
import { type DataOptions, withGateway } from '../open.ts';
import { good, print } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addDataOptions } from './data-options.ts';

interface LimitOptions extends DataOptions {
  readonly maxPerSecond?: string;
  readonly maxBodyBytes?: string;
}

/** `signal-hooks source limit`: what one source may send. */
export function addSourceLimit(source: Command): void {
  addDataOptions(
    source
      .command('limit')
      .argument('<id>', 'such as src_01k9…')
      .option('--max-per-second <number>', 'requests per second; "none" takes the limit away')
      .option('--max-body-bytes <number>', 'largest body; "none" takes the limit away')
      .description('limit what a source may send, so that it cannot starve the others'),
  ).action(limit);
}

async function limit(id: string, options: LimitOptions): Promise<void> {
  const maxPerSecond = limitOf('--max-per-second', options.maxPerSecond);
  const maxBodyBytes = limitOf('--max-body-bytes', options.maxBodyBytes);
  if (maxPerSecond === undefined && maxBodyBytes === undefined) {
    throw new UsageError('Give --max-per-second or --max-body-bytes.');
  }
  const { secrets } = await withGateway(options, ({ services }) =>
    services.audit.recordLocal({ operation: 'updateSource', kind: 'source', id }, () =>
      services.sources.update(id, {
        ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
        ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
      }),
    ),
  );
  const perSecond = secrets.limits?.maxPerSecond ?? 'any number of';
  const bytes = secrets.limits?.maxBodyBytes;
  print(good(`✔ ${id} takes ${perSecond} requests a second`));
  print(`  and bodies of ${bytes == null ? 'any size that the gateway takes' : `${bytes} bytes`}.`);
}

function limitOf(option: string, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`${option} takes a whole number or "none", not "${text}".`);
}
