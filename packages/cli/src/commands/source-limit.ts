import { updateSource } from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { good, print } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

interface LimitOptions extends ApiOptions {
  readonly maxPerSecond?: string;
  readonly maxBodyBytes?: string;
}

/** `signal-hooks source limit`: what one source may send. */
export function addSourceLimit(source: Command): void {
  addApiOptions(
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
  const body = { max_per_second: maxPerSecond, max_body_bytes: maxBodyBytes };
  const limited = await withApi(options, (api) => api(updateSource(id, body)));
  if (options.json) {
    print(JSON.stringify(limited, null, 2));
    return;
  }
  const bytes = limited.max_body_bytes;
  print(good(`✔ ${id} takes ${limited.max_per_second ?? 'any number of'} requests a second`));
  print(
    `  and bodies of ${bytes === null ? 'any size that the gateway takes' : `${bytes} bytes`}.`,
  );
}

function limitOf(option: string, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`${option} takes a whole number or "none", not "${text}".`);
}
