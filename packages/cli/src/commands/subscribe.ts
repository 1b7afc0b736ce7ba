import { type FilterCondition, parseCondition } from '@signal-hooks/catalogue';
import { getSubscription } from '@signal-hooks/client';
import { type NewSubscription, Providers } from '@signal-hooks/gateway';
import { type Command, Option } from 'commander';
import { localApi } from '../api.ts';
import { type DataOptions, withGateway } from '../open.ts';
import { faint, good, print, strong } from '../terminal.ts';
import { readSince } from '../time.ts';
import { UsageError } from '../usage-error.ts';
import {
  addCreateOption,
  addDataOptions,
  addJsonOption,
  collect,
  type JsonOptions,
} from './data-options.ts';
import { checkEventTypes } from './event-types.ts';
import { knownProviders, providerOf } from './provider-argument.ts';

interface SubscribeOptions extends DataOptions, JsonOptions {
  readonly name?: string;
  readonly source?: string;
  readonly provider?: string;
  readonly event: readonly string[];
  readonly where: readonly string[];
  readonly format: 'standard' | 'flat' | 'raw' | 'slack';
  readonly includeRaw?: boolean;
  readonly since?: string;
}

/** `signal-hooks subscribe <url>`: a REST hook. */
export function addSubscribe(program: Command): void {
  const command = program
    .command('subscribe')
    .description('deliver events to a URL, signed; prints the signing secret')
    .argument('<url>', 'where to deliver, https://…')
    .option('--name <name>', 'what you recognise it by')
    .option('--source <id>', 'only events of this source')
    .option('--provider <provider>', 'only events of this provider')
    .option('--event <type>', 'only this event type; repeat for more', collect, [])
    .option(
      '--where <condition>',
      "only if a field fits, such as 'priority>=high' or 'company_name in Acme,Globex'; repeat for more",
      collect,
      [],
    )
    .addOption(
      new Option('--format <format>', 'body of the deliveries')
        .choices(['standard', 'flat', 'raw', 'slack'])
        .default('standard'),
    )
    .option('--include-raw', "also send the provider's payload, as the record's field raw")
    .option('--since <time>', 'deliver what was received since then too: 30m, 2h, 7d, or ISO 8601');
  addCreateOption(addJsonOption(addDataOptions(command))).action(
    async (targetUrl: string, options: SubscribeOptions) => {
      const providers = await knownProviders(options);
      const only =
        options.provider === undefined ? undefined : providerOf(options.provider, providers);
      checkEventTypes(options.event, only === undefined ? providers.inUse : [only]);
      const wanted: NewSubscription = {
        targetUrl,
        ...(options.name === undefined ? {} : { name: options.name }),
        sourceId: options.source ?? null,
        provider: only?.id ?? null,
        eventTypes: options.event,
        conditions: options.where.map((text) => conditionOf(text, only?.id ?? null, providers)),
        format: options.format,
        includeRaw: options.includeRaw ?? false,
        since: options.since === undefined ? null : Date.parse(readSince(options.since)),
      };
      const { subscription, secret, shown } = await withGateway(options, async (gateway) => {
        const { audit, subscriptions } = gateway.services;
        const made = await audit.recordLocal(
          { operation: 'createSubscription', kind: 'subscription', id: null },
          () => subscriptions.create(wanted),
          (row) => row.subscription.id,
        );
        return { ...made, shown: await localApi(gateway)(getSubscription(made.subscription.id)) };
      });
      if (options.json) {
        print(JSON.stringify({ ...shown, secret }, null, 2));
        return;
      }
      print(good(`✔ subscribed as ${subscription.id}`));
      print(`  signing secret  ${strong(secret)}  ${faint('(not shown again)')}`);
      print('  Every delivery is signed with it as https://www.standardwebhooks.com describes.');
    },
  );
}

/**
 * Reads `field>=value`, the value by the field's type.
 * @param provider the only one whose events can come; null: any
 * @throws {UsageError} if it is none, or does not fit the field
 */
export function conditionOf(
  text: string,
  provider: string | null,
  providers: Providers = Providers.NONE,
): FilterCondition {
  const parsed = parseCondition(text, [...providers.fieldsOf(provider).values()]);
  if (!parsed.ok) throw new UsageError(parsed.message);
  return parsed.condition;
}
