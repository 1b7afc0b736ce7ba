import { PROVIDERS } from '@signal-hooks/catalogue';
import { RecentContents } from '../../src/delivery/contents.ts';
import { siggnalEvent } from './fixture.ts';

const origin = { provider: PROVIDERS.siggnal, source: { id: 'src_test', name: 'Sales' } };

describe('RecentContents', () => {
  test('maps an event once for many subscribers', () => {
    const builder = new RecentContents();
    const event = siggnalEvent(1);
    const first = builder.build(origin, event, { format: 'standard', includeRaw: false });
    expect(builder.build(origin, { ...event }, { format: 'standard', includeRaw: false })).toBe(
      first,
    );
    expect(builder.build(origin, event, { format: 'flat', includeRaw: false })).not.toBe(first);
    expect(builder.build(origin, event, { format: 'standard', includeRaw: true })).not.toBe(first);
  });

  test('maps an event anew where its source was renamed meanwhile', () => {
    const builder = new RecentContents();
    const event = siggnalEvent(1);
    const form = { format: 'flat', includeRaw: false } as const;
    const nameIn = (name: string): unknown => {
      const renamed = { ...origin, source: { id: 'src_test', name } };
      return JSON.parse(builder.build(renamed, event, form).body.toString()).source_name;
    };
    expect([nameIn('Sales'), nameIn('Marketing')]).toEqual(['Sales', 'Marketing']);
  });

  test('keeps a body that alone is larger than what is kept, until the next one', () => {
    const builder = new RecentContents();
    const large = Buffer.from(
      JSON.stringify({ signal_id: 'sig_1', text: 'x'.repeat(17 * 2 ** 20) }),
    );
    const event = { ...siggnalEvent(1), body: large };
    const form = { format: 'flat', includeRaw: true } as const;
    const first = builder.build(origin, event, form);
    expect(first.body.length).toBeGreaterThan(17 * 2 ** 20);
    expect(builder.build(origin, event, form)).toBe(first);
    builder.build(origin, siggnalEvent(2), form);
    expect(builder.build(origin, event, form)).not.toBe(first);
  });

  test('forgets the oldest', () => {
    const builder = new RecentContents();
    const event = siggnalEvent(1);
    const first = builder.build(origin, event, { format: 'flat', includeRaw: false });
    for (let at = 0; at < 256; at += 1)
      builder.build(origin, siggnalEvent(at), { format: 'flat', includeRaw: false });
    expect(builder.build(origin, event, { format: 'flat', includeRaw: false })).not.toBe(first);
    expect(builder.build(origin, event, { format: 'flat', includeRaw: false })).toEqual(first);
  });
});
