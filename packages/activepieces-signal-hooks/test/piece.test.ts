import { PieceMetadata } from '@activepieces/pieces-framework';
import { extractPieceFromModule } from '@activepieces/shared';
import * as module from '../src/index.ts';
import { signalHooks } from '../src/index.ts';

const metadata = JSON.parse(JSON.stringify(signalHooks.metadata()));

test('Activepieces finds the piece, and its framework takes what it says of itself', () => {
  const found = extractPieceFromModule({ module, pieceName: 'it', pieceVersion: '0.1.0' });
  expect(found).toBe(signalHooks);
  const described = { ...metadata, name: '@signal-hooks/piece-signal-hooks', version: '0.1.0' };
  // Its schema knows no secret in a connection, which its types and its own pieces have.
  const schema = PieceMetadata.omit({ auth: true });
  expect(schema.safeParse(described).error?.issues ?? []).toEqual([]);
});

test('it has a trigger for everything, each provider, some kinds of events, and alerts', () => {
  const triggers = Object.entries(signalHooks.triggers()).map(([key, { displayName }]) => [
    key,
    displayName,
  ]);
  expect(triggers).toEqual(
    expect.arrayContaining([
      ['new_signal', 'New Signal'],
      ['siggnal_signal', 'New Siggnal Signal'],
      ['signal_ark_event', 'New Signal Ark Event'],
      ['signals_event', 'New SIGNALS Event'],
      ['sigsentry_analysis', 'New SigSentry Analysis'],
      ['salesiq_event', 'New SalesIQ Event'],
      ['salesiq_missed_chat', 'New Missed Chat'],
      ['alerts_alert', 'New Alert'],
    ]),
  );
});

test('it has the actions', () => {
  const actions = Object.values(signalHooks.actions()).map(({ displayName }) => displayName);
  expect(actions).toEqual([
    'Find Event',
    'Find Events',
    'Replay Delivery',
    'Replay Events Since',
    'Send Test Event',
  ]);
});

test.each(Object.values(signalHooks.triggers()).map((trigger) => [trigger.name, trigger]))(
  '%s: a whole form, a sample, and the labels of what is in it',
  (_name, { props, sampleData, outputSchema, description }) => {
    expect(description).toMatch(/^Triggers when .+[^.]\.$/);
    const sample = sampleData as Record<string, unknown>;
    expect(sample).toMatchObject({ event_id: expect.stringMatching(/^evt_/) });
    expect(Object.keys(sample)).not.toEqual(expect.arrayContaining(['raw']));
    const labelled = outputSchema?.fields.map(({ key }) => key);
    if (labelled !== undefined) expect(labelled.sort()).toEqual(Object.keys(sample).sort());
    expect(Object.keys(props)).toEqual(
      expect.arrayContaining(['filter_field', 'filter_op', 'filter_value']),
    );
  },
);

test('fields that only the provider has are in its sample, with their labels', () => {
  const { sampleData, outputSchema } = signalHooks.triggers().salesiq_missed_chat as never as {
    sampleData: object;
    outputSchema: { fields: object[] };
  };
  expect(sampleData).toMatchObject({ status: 'Missed', contact_email: 'tricia@zylker.com' });
  expect(outputSchema.fields).toEqual(
    expect.arrayContaining([
      { key: 'contact_email', label: 'Contact Email', format: 'email' },
      { key: 'missed_time', label: 'Missed At', format: 'datetime' },
    ]),
  );
});
