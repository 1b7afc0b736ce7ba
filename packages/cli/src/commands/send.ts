import { type SendSummary, sendEvents, UnknownEventTypeError } from '@signal-hooks/emulator';
import cliProgress from 'cli-progress';
import type { Command } from 'commander';
import { readBody, readKey } from '../read-file.ts';
import { bad, faint, good, print, report, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addJsonOption, type JsonOptions } from './data-options.ts';
import { addProviderChoice, chosenProvider, type DefinitionOptions } from './provider-argument.ts';

interface SendCommandOptions extends DefinitionOptions, JsonOptions {
  readonly to: string;
  readonly url?: string;
  readonly secret?: string;
  readonly key?: string;
  readonly authorization?: string;
  readonly event?: string;
  readonly body?: string;
  readonly count: string;
  readonly rate?: string;
  readonly tamper?: boolean;
  readonly duplicate?: boolean;
}

/** Runs shorter than this need no progress bar. */
const BAR_FROM = 50;

/** `signal-hooks send`: the provider's side of one or many deliveries. */
export function addSend(program: Command): void {
  addJsonOption(
    addProviderChoice(
      program.command('send').description('send really signed events of a provider to a URL'),
    ),
  )
    .requiredOption('--to <url>', 'the ingest URL')
    .option('--url <url>', 'its public address, where that is signed and is another one')
    .option('--secret <secret>', 'the shared secret to sign with (HMAC providers)')
    .option(
      '--key <file>',
      'private key to sign with (RSA providers); one is made if you give none',
    )
    .option('--authorization <value>', 'Authorization header to send')
    .option('--event <type>', 'event type (default: the first one of the provider)')
    .option('--body <file>', 'body to send as it is, instead of a sample; - for standard input')
    .option('--count <number>', 'how many events', '1')
    .option('--rate <number>', 'events per second (default: as fast as it goes)')
    .option('--tamper', 'change the body after signing: it must be refused')
    .option('--duplicate', 'send everything twice: it must be recognised')
    .action(async (id: string | undefined, options: SendCommandOptions) => {
      const summary = await send(id, options);
      if (options.json) print(JSON.stringify(summaryView(summary), null, 2));
      else printSummary(summary, options);
      process.exitCode = summary.delivered === summary.sent ? 0 : 1;
    });
}

async function send(id: string | undefined, options: SendCommandOptions): Promise<SendSummary> {
  const provider = await chosenProvider(id, options);
  if (!URL.canParse(options.to)) throw new UsageError(`--to ${options.to} is no URL.`);
  const count = Number(options.count);
  const bar = count >= BAR_FROM && process.stderr.isTTY ? newBar() : null;
  bar?.start(count, 0);
  try {
    return await sendEvents({
      provider,
      to: options.to,
      count,
      ...(options.url === undefined ? {} : { signedUrl: options.url }),
      ...(options.secret === undefined ? {} : { secret: options.secret }),
      ...(options.key === undefined ? {} : { privateKey: await readKey(options.key) }),
      ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
      ...(options.event === undefined ? {} : { eventType: options.event }),
      ...(options.body === undefined ? {} : { body: await readBody(options.body) }),
      ...(options.rate === undefined ? {} : { rate: Number(options.rate) }),
      tamper: options.tamper ?? false,
      duplicate: options.duplicate ?? false,
      onProgress: ({ done }) => bar?.update(done),
      onPublicKey: (key) =>
        (options.json ? report : print)(
          `${faint('signed with a new key; give the source this public key:')}\n${key}`,
        ),
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof UnknownEventTypeError) {
      throw new UsageError(error.message);
    }
    throw error;
  } finally {
    bar?.stop();
  }
}

const newBar = (): cliProgress.SingleBar =>
  new cliProgress.SingleBar({ etaBuffer: 500 }, cliProgress.Presets.shades_classic);

/** As the API writes its keys. */
const summaryView = (summary: SendSummary): object => ({
  sent: summary.sent,
  delivered: summary.delivered,
  event_type: summary.eventType,
  signed: summary.signed,
  failures: summary.failures,
  latency_ms: summary.latencyMs,
  duration_ms: summary.durationMs,
});

function printSummary(summary: SendSummary, { tamper }: SendCommandOptions): void {
  const { sent, delivered, eventType, signed, failures, latencyMs, durationMs } = summary;
  const line = `${delivered} of ${sent} requests accepted (${eventType}${signed ? '' : ', unsigned'})`;
  print(delivered === sent ? good(`✔ ${line}`) : bad(`✖ ${line}`));
  if (latencyMs !== null && sent > 1) {
    const rate = Math.round((sent / durationMs) * 1000);
    print(`  ${rate}/s, p50 ${latencyMs.p50.toFixed(1)} ms, p99 ${latencyMs.p99.toFixed(1)} ms`);
  }
  for (const { what, count, explanation, example } of failures) {
    print(`  ${strong(what)} × ${count}: ${explanation}`);
    if (example !== '') print(`    ${faint(tame(example, 200))}`);
  }
  if (tamper === true && delivered === 0) print('  A tampered body was refused, as it must be.');
}
