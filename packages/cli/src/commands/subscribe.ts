import { type FilterCondition, parseCondition } from '@signal-hooks/catalogue';
import { type Client, type CreateSubscriptionBody, createSubscription } from '@signal-hooks/client';
import { Providers } from '@signal-hooks/gateway';
import { type Command, Option } from 'commander';
import { type ApiOptions, addApiOptions, isElsewhere, withApi } from '../api.ts';
import { faint, good, print, strong } from '../terminal.ts';
import { readSince } from '../time.ts';
import { UsageError } from '../usage-error.ts';
import { conditionsOf } from './conditions.ts';
import { addCreateOption, collect } from './data-options.ts';
import { checkEventTypes } from './event-types.ts';
import { knownProviders, providerOf } from './provider-argument.ts';

interface SubscribeOptions extends ApiOptions {
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
  addCreateOption(addApiOptions(command)).action(subscribe);
}

async function subscribe(targetUrl: string, options: SubscribeOptions): Promise<void> {
  const since = options.since === undefined ? undefined : readSince(options.since);
  const choice = isElsewhere(options) ? null : await checkedHere(options);
  const made = await withApi(options, async (api) =>
    api(
      createSubscription({
        target_url: targetUrl,
        name: options.name,
        source_id: options.source ?? null,
        event_types: options.event,
        format: options.format,
        include_raw: options.includeRaw ?? false,
        since,
        ...(choice ?? (await choiceElsewhere(api, options))),
      }),
    ),
  );
  if (options.json) {
    print(JSON.stringify(made, null, 2));
    return;
  }
  print(good(`✔ subscribed as ${made.id}`));
  print(`  signing secret  ${strong(made.secret)}  ${faint('(not shown again)')}`);
  print('  Every delivery is signed with it as https://www.standardwebhooks.com describes.');
}

type Choice = Pick<CreateSubscriptionBody, 'provider' | 'filter'>;

/** @throws {UsageError} if no event would ever fit */
async function checkedHere(options: SubscribeOptions): Promise<Choice> {
  const providers = await knownProviders(options);
  const only = options.provider === undefined ? undefined : providerOf(options.provider, providers);
  checkEventTypes(options.event, only === undefined ? providers.inUse : [only]);
  const provider = only?.id ?? null;
  return { provider, filter: options.where.map((text) => conditionOf(text, provider, providers)) };
}

/** What that gateway does not know, it refuses itself. */
async function choiceElsewhere(
  api: Client,
  { provider, where }: SubscribeOptions,
): Promise<Choice> {
  return { provider: provider ?? null, filter: await conditionsOf(api, where, provider) };
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
