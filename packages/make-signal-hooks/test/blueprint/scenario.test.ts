import { PROVIDERS } from '@signal-hooks/catalogue';
import { allCommitted, committed } from './support/committed.ts';
import { type Environment, type Outcome, type Request, run, withSecret } from './support/run.ts';
import { delivered, GATEWAY_SECRET, SECRET, sent, signed } from './support/signed.ts';

const { siggnal } = PROVIDERS;
const signal = sent(siggnal, 'signal');

const runScenario = (
  slug: string,
  request: Request,
  environment: Partial<Environment> = {},
): Outcome =>
  run(withSecret(committed(slug), SECRET), request, { store: new Set(), ...environment });

describe('what the sender sees', () => {
  test('a new event is answered 200, and so is a known one, which goes no further', () => {
    const store = new Set<string>();
    const first = runScenario('siggnal-google-sheets', signal, { store });
    const second = runScenario('siggnal-google-sheets', signal, { store });
    expect([first.answers, first.effects.length]).toEqual([[200], 1]);
    expect([second.answers, second.effects]).toEqual([[200], []]);
  });

  test.each([
    ['siggnal', 'test'],
    ['signal-ark', 'ping'],
  ] as const)('a %s of %s is answered 200 and not remembered', (id, type) => {
    const store = new Set<string>();
    const { answers, effects } = runScenario(`${id}-slack`, sent(PROVIDERS[id], type), { store });
    expect([answers, effects, store.size]).toEqual([[200], [], 0]);
  });

  test.each([
    ['{"signal_id":"TEST-7"}', 1],
    ['{"signal_id":"sig_test"}', 1],
    ['{"signal_id":"sig_1","test":true}', 0],
    ['{"signal_id":"tester_1"}', 1],
    ['{"signal_id":"sig_1","test":"no"}', 1],
    ['{"signal_id":900719925474}', 1],
  ])('Siggnal’s test says so itself: %s makes %i rows', (body, rows) => {
    const { effects } = runScenario('siggnal-google-sheets', signed(siggnal, body));
    expect(effects).toHaveLength(rows);
  });

  test('a signed body that is no JSON is answered 400', () => {
    const { answers, effects } = runScenario('siggnal-slack', signed(siggnal, '<xml/>'));
    expect([answers, effects]).toEqual([[400], []]);
  });

  test('if the data store fails: 503, and the sender’s next try succeeds', () => {
    const store = new Set<string>();
    for (const broken of [7, 10]) {
      const { answers, effects } = runScenario('siggnal-google-sheets', signal, {
        store,
        broken: [broken],
      });
      expect([answers, effects]).toEqual([[503], []]);
    }
    expect(runScenario('siggnal-google-sheets', signal, { store }).effects).toHaveLength(1);
  });

  test('two deliveries at the same moment: one is done, the other told to come again', () => {
    // The other one has noted the event between this one's look-up and its note.
    const late = new Set<string>(['siggnal-google-sheets/sig_000001']);
    late.has = () => false;
    const add = (key: string): Set<string> => {
      throw new Error(`the key ${key} exists`);
    };
    late.add = add;
    const { answers, effects } = runScenario('siggnal-google-sheets', signal, { store: late });
    expect([answers, effects]).toEqual([[503], []]);
  });

  test('if the mapping fails: 500', () => {
    const { answers, effects } = runScenario('siggnal-google-sheets', signal, { broken: [6] });
    expect([answers, effects]).toEqual([[500], []]);
  });
});

test('whatever fails, no scenario is switched off, and the sender has one answer', () => {
  for (const [name, blueprint] of allCommitted()) {
    const id = Object.values(PROVIDERS).find((provider) => name.startsWith(`${provider.id}-`))?.id;
    const viaGateway = id === undefined || id === 'salesiq';
    const request = viaGateway
      ? delivered({ event_id: 'evt_1', contact_email: 'a@b.example', company_name: 'A' })
      : sent(PROVIDERS[id], Object.keys(PROVIDERS[id].events)[0] ?? '');
    const mine = withSecret(blueprint, viaGateway ? GATEWAY_SECRET : SECRET);
    for (let broken = 2; broken <= 24; broken += 1) {
      // Answers and routers cannot fail.
      if ([3, 8, 9, 11, 12].includes(broken)) continue;
      const http = () => ({ total: 0 });
      const { answers, kept } = run(mine, request, { store: new Set(), broken: [broken], http });
      expect([name, broken, answers.length]).toEqual([name, broken, 1]);
      if (broken >= 20) {
        expect([name, broken, answers]).toEqual([name, broken, [200]]);
        expect([[], [broken]]).toContainEqual(kept);
      }
    }
  }
});

describe('Slack', () => {
  const channelOf = (priority: string | null, environment: Partial<Environment> = {}): unknown => {
    const body = JSON.stringify({ signal_id: 'sig_9', priority });
    const { effects } = runScenario('siggnal-slack', signed(siggnal, body), environment);
    expect(effects.map(({ module }) => module)).toEqual(['slack:CreateMessage']);
    return effects[0]?.fields.channel;
  };

  test.each([
    ['critical', 'REPLACE_WITH_URGENT_CHANNEL'],
    ['High', 'REPLACE_WITH_URGENT_CHANNEL'],
    ['medium', 'REPLACE_WITH_CHANNEL'],
    ['unheard of', 'REPLACE_WITH_CHANNEL'],
    [null, 'REPLACE_WITH_CHANNEL'],
  ])('%s goes to %s', (priority, channel) => {
    expect(channelOf(priority)).toBe(channel);
  });

  test('the message, word for word', () => {
    expect(runScenario('siggnal-slack', signal).effects[0]?.fields).toEqual({
      channelWType: 'manualy',
      channel: 'REPLACE_WITH_CHANNEL',
      text: [
        '*A new head of procurement was appointed.*',
        'Siggnal · signal · priority medium',
        'The company fits the project’s industry and size.',
        'Company: ООО «Ромашка» · –',
        'Contact: Anna Ivanova · Head of Procurement · anna@romashka.example · +7 495 555-01-00',
        'Next step: Congratulate, and offer a supplier review.',
      ].join('\n'),
      parse: false,
      mrkdwn: true,
    });
  });

  test('a provider without priorities tells none', () => {
    const { effects } = runScenario(
      'signal-ark-slack',
      sent(PROVIDERS['signal-ark'], 'signal.promoted'),
    );
    expect(String(effects[0]?.fields.text).split('\n')[1]).toBe('Signal Ark · signal.promoted');
  });

  test('an incident names its root cause', () => {
    const { effects } = runScenario(
      'sigsentry-slack',
      sent(PROVIDERS.sigsentry, 'analysis.complete'),
    );
    expect(String(effects[0]?.fields.text).split('\n')).toContain(
      'Root cause: checkout-api · ConnectionPoolExhausted',
    );
  });

  test('what is too long for Slack is cut', () => {
    const body = JSON.stringify({ signal_id: 's', event: { description: 'x'.repeat(100_000) } });
    const text = String(
      runScenario('siggnal-slack', signed(siggnal, body)).effects[0]?.fields.text,
    );
    expect(text.split('\n')[0]).toBe(`*${'x'.repeat(2900)}…*`);
    expect(text.length).toBeLessThan(40_000);
  });

  test('nobody can call the whole channel', () => {
    const body = '{"signal_id":"s","event":{"description":"<!channel> <@U1> now"}}';
    const text = String(
      runScenario('siggnal-slack', signed(siggnal, body)).effects[0]?.fields.text,
    );
    expect(text).not.toContain('<');
    expect(text).toContain('&lt;!channel>');
  });
});

describe('HubSpot', () => {
  /** What is sent: path and JSON; the search finds so many companies. */
  function requestsOf(slug: string, request: Request, found = 0): [string, unknown][] {
    const secret = slug.startsWith('all') ? GATEWAY_SECRET : SECRET;
    const http = () => ({ total: found });
    const environment: Environment = { store: new Set(), http };
    return run(withSecret(committed(slug), secret), request, environment).effects.map(
      ({ fields }) => [
        String(fields.url).replace('https://api.hubapi.com/crm/objects/2026-09/', ''),
        JSON.parse(String(fields.jsonStringBodyContent)),
      ],
    );
  }
  const lead = sent(PROVIDERS['signal-ark'], 'social.lead_promoted');
  const SEARCH = {
    filterGroups: [
      { filters: [{ propertyName: 'domain', operator: 'EQ', value: 'acme.example' }] },
    ],
    limit: 1,
  };

  test('a contact and a new company; what is not known is left out', () => {
    expect(requestsOf('signal-ark-hubspot', lead)).toEqual([
      [
        'contacts/batch/upsert',
        {
          inputs: [
            {
              idProperty: 'email',
              id: 'jane@acme.example',
              properties: {
                email: 'jane@acme.example',
                firstname: 'Jane',
                lastname: 'Smith',
                jobtitle: 'Head of Growth',
                company: 'Acme Corp',
              },
            },
          ],
        },
      ],
      ['companies/search', SEARCH],
      ['companies', { properties: { name: 'Acme Corp', domain: 'acme.example' } }],
    ]);
  });

  test('a known company is left alone', () => {
    expect(requestsOf('signal-ark-hubspot', lead, 1).map(([path]) => path)).toEqual([
      'contacts/batch/upsert',
      'companies/search',
    ]);
  });

  test('a company without a domain is looked for by its name; quotes do not end the JSON', () => {
    const body = JSON.stringify({
      signal_id: 's',
      company: { name: 'ООО "Ромашка"\\\n","x":"y' },
      contacts: [{ name: 'Anna "A" I\\', email: 'anna@a.example', role: 'a\tb' }],
    });
    const [contact, search, create] = requestsOf('siggnal-hubspot', signed(siggnal, body));
    const name = "ООО 'Ромашка'' ','x':'y";
    expect(contact?.[1]).toMatchObject({
      inputs: [{ properties: { firstname: "Anna 'A' I'", jobtitle: 'a b', company: name } }],
    });
    expect(search?.[1]).toMatchObject({
      filterGroups: [{ filters: [{ propertyName: 'name', value: name }] }],
    });
    expect(create?.[1]).toEqual({ properties: { name, domain: '' } });
  });

  test.each(['anna@почта.рф', 'a&b=c#d/e+f%g@mail.example', "o'hara@mail.example"])(
    'the contact %s is kept as it is',
    (email) => {
      const body = JSON.stringify({
        signal_id: 's',
        contacts: [{ name: ' Anna  Ivanova', email }],
      });
      const [contact] = requestsOf('siggnal-hubspot', signed(siggnal, body));
      expect(contact?.[1]).toMatchObject({
        inputs: [{ id: email, properties: { email, firstname: 'Anna', lastname: 'Ivanova' } }],
      });
    },
  );

  test.each(['no address', 'a"b@c.example', 'a@b', 'a@b.example","x":"y', 'a@b.example\n', ''])(
    'an e-mail like %j is no contact',
    (email) => {
      const body = JSON.stringify({ signal_id: 's', contacts: [{ name: 'A', email }] });
      expect(requestsOf('siggnal-hubspot', signed(siggnal, body))).toEqual([]);
    },
  );

  test('SigSentry names nobody: an analysis becomes a ticket', () => {
    const analysis = sent(PROVIDERS.sigsentry, 'analysis.complete');
    const content = [
      'A slow query holds connections until the pool is empty.',
      'Root cause: checkout-api · ConnectionPoolExhausted',
      'Score: 0.87',
      'Next step: Add an index on orders.customer_id.',
      'https://dashboard.sigsentry.com/dashboard/projects/checkout-api/analyses/ana_00000001',
    ].join('\n');
    expect(requestsOf('sigsentry-hubspot', analysis)).toEqual([
      [
        'tickets',
        {
          properties: {
            subject: 'Checkout API returning 500s: the connection pool is exhausted.',
            content,
            hs_ticket_priority: 'HIGH',
            hs_pipeline: '0',
            hs_pipeline_stage: '1',
          },
        },
      ],
    ]);
  });

  test.each([
    ['high', 'HIGH'],
    ['medium', 'MEDIUM'],
    ['low', 'LOW'],
    ['info', ''],
    ['unheard of', ''],
    [null, ''],
  ])('an analysis that is %s makes a ticket of the priority “%s”', (severity, priority) => {
    const body = JSON.stringify({ analysisId: 'a', severity, summary: 'It "hangs"\n\tagain\\' });
    const [ticket] = requestsOf('sigsentry-hubspot', signed(PROVIDERS.sigsentry, body));
    expect(ticket?.[1]).toMatchObject({
      properties: { subject: "It 'hangs'  again'", hs_ticket_priority: priority },
    });
  });

  test('through the gateway', () => {
    const record = { event_id: 'evt_1', contact_email: 'a@b.example', contact_name: 'Ada' };
    expect(requestsOf('all-providers-hubspot', delivered(record))).toEqual([
      [
        'contacts/batch/upsert',
        {
          inputs: [
            {
              idProperty: 'email',
              id: 'a@b.example',
              properties: { email: 'a@b.example', firstname: 'Ada' },
            },
          ],
        },
      ],
    ]);
  });
});
