import type { SampleObject } from '@signal-hooks/catalogue';
import { PublishedRecipe } from '../published-recipe.ts';
import type { TestCase } from './test-case.ts';

const analysis = (id: string, severity: string, more: SampleObject = {}) => ({
  event: 'analysis.complete',
  deliveryId: `del_${id}`,
  analysisId: `ana_${id}`,
  createdAt: '2026-04-25T14:30:00.000Z',
  severity,
  summary: 'Checkout fails.',
  ...more,
});

/** On call: critical analyses, and the rest. */
export function onCallCases(testCase: TestCase): void {
  testCase('critical calls, high tells, medium is left out', async (fixture) => {
    const { slack } = fixture;
    const published = await PublishedRecipe.publish(fixture, 'sigsentry-on-call');
    await published.takeTwice(
      'analysis.complete',
      analysis('7001', 'critical', {
        summary: 'Logins fail with <!here> & 500s.',
        confidence: 0.874,
        rootCause: {
          description: 'A slow query holds connections.',
          service: 'checkout-api',
          errorType: 'PoolExhausted',
          category: 'database',
        },
        affectedServices: [
          { serviceName: 'checkout-api', role: 'origin', errorCount: 142 },
          { serviceName: 'payments', role: 'downstream' },
        ],
        suggestedActions: [
          { type: 'mitigate', action: 'Raise the pool size.', priority: 2 },
          { type: 'fix', action: 'Add an index.', priority: 1 },
        ],
        url: 'https://dashboard.sigsentry.example/ana_7001',
      }),
    );
    await published.take(
      'analysis.partial',
      analysis('7002', 'high', { event: 'analysis.partial' }),
    );
    // The provider is told the threshold, and sends nothing below it.
    const medium = analysis('7003', 'medium');
    expect(published.hasAskedFor('analysis.complete', medium)).toBe(false);
    expect(slack.posted('C0ONCALL')).toEqual([
      [
        '<!channel> *CRITICAL: Logins fail with &lt;!here&gt; &amp; 500s.*',
        'Root cause: checkout-api · PoolExhausted · database',
        'A slow query holds connections.',
        'Confidence: 87 %',
        'Affected: checkout-api (142 errors), payments',
        '1. Add an index.',
        '2. Raise the pool size.',
        'https://dashboard.sigsentry.example/ana_7001',
      ].join('\n'),
    ]);
    expect(slack.posted('C0TEAM')).toEqual([
      '*HIGH: Checkout fails.*\nPartial: a log source could not be reached.',
    ]);
  });
}
