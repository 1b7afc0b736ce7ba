import type { ProviderId, SignalRecord } from '@signal-hooks/catalogue';
import type { ConnectedSource } from './sources.ts';
import { type EventResult, FORMULA, type RefusalResult } from './steps.ts';

/** What the demo saw, from beginning to end. */
export interface Findings {
  readonly sources: readonly ConnectedSource[];
  readonly events: readonly EventResult[];
  readonly lost: readonly EventResult[];
  readonly refused: readonly RefusalResult[];
  readonly formula: EventResult;
  readonly records: readonly SignalRecord[];
  readonly forged: number;
  readonly csv: string;
}

/** One expectation and whether it was met. */
export interface Check {
  readonly claim: string;
  readonly met: boolean;
}

/** Cells of the first event of each provider: written by hand from the vendor's sample. */
const EXPECTED_CELLS: Readonly<Partial<Record<ProviderId, Readonly<Record<string, unknown>>>>> = {
  siggnal: {
    event_type: 'signal',
    company_name: 'ООО «Ромашка»',
    company_tax_id: '7701234567',
    contact_email: 'anna@romashka.example',
    contact_phone: '+7 495 555-01-00',
    project_id: 'proj_xyz',
  },
  'signal-ark': {
    event_type: 'signal.promoted',
    signal_name: 'Acme Corp raises $25M Series B',
    company_name: 'Acme Corp',
    company_domain: 'acme.example',
  },
  signals: {
    event_type: 'user.created',
    user_name: 'Jane Smith',
    user_is_admin: false,
    subject_type: 'user',
  },
  sigsentry: {
    event_type: 'analysis.complete',
    confidence: 0.87,
    root_cause_service: 'checkout-api',
    root_cause_error_type: 'ConnectionPoolExhausted',
  },
  salesiq: {
    event_type: 'conversation.created',
    org_id: '55778119',
    // Above 2^53: a careless JSON parser makes 40526000000002040 of it.
    app_id: '40526000000002041',
    contact_name: 'Tricia',
    contact_email: 'tricia@zylker.com',
    contact_phone: '9043273469',
  },
};

/** The codes that the three faults must lead to, in their order. */
const EXPECTED_REFUSALS = [
  [401, 'signature_mismatch'],
  [401, 'signature_mismatch'],
  [413, 'body_too_large'],
] as const;

/** Compares what happened with what is expected. */
export function check(findings: Findings): Check[] {
  return [
    ...findings.sources.flatMap((source) => checkSource(source, findings)),
    ...Object.entries(EXPECTED_CELLS).map(([provider, cells]) =>
      checkCells(provider, cells, findings),
    ),
    ...checkDelivery(findings),
    ...checkCsv(findings),
  ];
}

function checkSource(source: ConnectedSource, { events, lost, refused }: Findings): Check[] {
  const mine = <Item extends EventResult>(all: readonly Item[]): Item[] =>
    all.filter((item) => item.source === source);
  const stored = mine(events).filter(
    ({ statuses, outcome }) => statuses.join() === '200' && outcome === 'stored',
  );
  const [retried] = mine(lost);
  const refusals = mine(refused);
  return [
    {
      claim: `${source.name}: all ${source.documented} documented events are stored`,
      met: stored.length === source.documented && mine(events).length === source.documented,
    },
    {
      claim: `${source.name}: a retry after a lost answer is a duplicate`,
      met: retried?.outcome === 'duplicate' && retried.statuses.join() === ',200',
    },
    {
      claim: `${source.name}: tampered, forged and oversized requests are refused`,
      met:
        refusals.length === EXPECTED_REFUSALS.length &&
        EXPECTED_REFUSALS.every(
          ([status, code], at) =>
            refusals[at]?.statuses.join() === String(status) && refusals[at]?.code === code,
        ),
    },
  ];
}

function checkCells(
  provider: string,
  cells: Readonly<Record<string, unknown>>,
  { records }: Findings,
): Check {
  const row = records.find(
    (record) => record.provider === provider && record.event_type === cells.event_type,
  );
  const wrong = Object.entries(cells).filter(([key, value]) => row?.[key] !== value);
  const detail = wrong.length === 0 ? '' : ` (wrong: ${wrong.map(([key]) => key).join(', ')})`;
  return {
    claim: `${provider}: ${Object.keys(cells).length} cells are as written by hand${detail}`,
    met: row !== undefined && wrong.length === 0,
  };
}

function checkDelivery({ events, lost, records, forged }: Findings): Check[] {
  const ids = new Set(records.map((record) => record.event_id));
  const expected = events.length + lost.length + 1;
  const shapes = new Set(
    records.map((record) => `${record.provider} ${Object.keys(record).join()}`),
  );
  return [
    { claim: `the subscriber got all ${expected} events`, met: ids.size === expected },
    { claim: 'and each of them once', met: records.length === ids.size },
    { claim: 'every delivery’s signature was right', met: forged === 0 },
    { claim: 'every record of a provider has the same keys', met: shapes.size === 5 },
    {
      claim: 'no field of a documented event was unreadable',
      met: records.every((record) => record.unreadable_fields.length === 0),
    },
  ];
}

function checkCsv({ csv, records, formula }: Findings): Check[] {
  const quoted = FORMULA.replaceAll('"', '""');
  return [
    { claim: 'the signal with a formula in it was stored', met: formula.outcome === 'stored' },
    {
      claim: 'its text is no formula in the CSV',
      met: csv.includes(`,"'${quoted}",`) && !csv.includes(`,"${quoted}`),
    },
    {
      claim: 'the CSV has a row for every event',
      met: csv.split('\r\nevt_').length - 1 === records.length,
    },
  ];
}
