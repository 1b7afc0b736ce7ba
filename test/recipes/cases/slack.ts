import type { SampleObject } from '@signal-hooks/catalogue';
import { siggnal } from '../../n8n/cases/siggnal.ts';
import { signalArk } from '../../n8n/cases/signal-ark.ts';
import { postedBy } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import type { TestCase } from './test-case.ts';

const SLUG = 'siggnal-slack';
const ARK_SLUG = 'signal-ark-slack';

const signal = (id: string, priority: string, industry: string, more: object = {}) => ({
  signal_id: id,
  priority,
  company: { name: 'Romashka', industry },
  event: { description: `Signal ${id}`, detected_at: '2026-04-25T14:30:00.000Z' },
  contacts: [],
  ...more,
});

/** Signals to channels, by priority and industry. */
export function slackCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase('a high one goes to the urgent channel once, whatever its industry', async (fixture) => {
    published = await PublishedRecipe.publish(fixture, SLUG, siggnal.registerByHand);
    await published.takeTwice(
      'signal',
      signal('sig_5001', 'high', 'Retail', {
        event: {
          description: 'A new <!channel> head of R&D was appointed.',
          detected_at: '2026-04-25T14:30:00.000Z',
        },
        relevance_explanation: 'Fits the project.',
        recommended_action: 'Congratulate: <https://evil.example|here>',
        contacts: [
          { name: 'Anna', role: 'CFO', email: 'anna@romashka.example', phone: '+7 495 555-01-00' },
          { name: 'Pavel', role: null, email: null, phone: null },
        ],
      }),
    );
    expect(postedBy(fixture, SLUG)).toEqual({
      'Urgent channel': [
        [
          '*A new &lt;!channel&gt; head of R&amp;D was appointed.*',
          'Romashka · Retail · priority high',
          'Why it matters: Fits the project.',
          'Next step: Congratulate: &lt;https://evil.example|here&gt;',
          'Anna, CFO, anna@romashka.example, +7 495 555-01-00',
          'Pavel',
        ].join('\n'),
      ],
      'Retail channel': [],
      'Software channel': [],
      'Channel for the rest': [],
    });
  });

  testCase(
    'the others go to the channel of their industry, or to the last one',
    async (fixture) => {
      await published.take('signal', signal('sig_5002', 'critical', 'Mining'));
      await published.take('signal', signal('sig_5003', 'medium', 'Retail'));
      await published.take('signal', signal('sig_5004', 'low', 'computer SOFTWARE'));
      await published.take('signal', signal('sig_5005', 'low', 'Mining'));
      await published.take('signal', { signal_id: 'sig_5006', event: { description: 'Bare' } });
      const { 'Urgent channel': urgent = [], ...others } = postedBy(fixture, SLUG);
      const lines = (id: string, industry: string, priority: string): string =>
        [
          `*Signal ${id}*`,
          `Romashka · ${industry} · priority ${priority}`,
          `Why it matters: Signal ${id}`,
        ].join('\n');
      expect(urgent.slice(1)).toEqual([lines('sig_5002', 'Mining', 'critical')]);
      expect(others).toEqual({
        'Retail channel': [lines('sig_5003', 'Retail', 'medium')],
        'Software channel': [lines('sig_5004', 'computer SOFTWARE', 'low')],
        'Channel for the rest': [
          lines('sig_5005', 'Mining', 'low'),
          '*Bare*\nWhy it matters: Bare',
        ],
      });
    },
  );
}

const promoted = (id: string, more: SampleObject, industry = 'Mining') => ({
  event: 'signal.promoted',
  timestamp: '2026-04-25T14:30:00Z',
  batchId: `batch_${id}`,
  signal: { id, signal_name: `Signal ${id}`, ...more },
  account: { name: 'Acme', industry },
});

/** Signals, plays and leads to channels, by score and industry. */
export function slackScoreCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase('from a score of 80 on, the urgent channel hears of it once', async (fixture) => {
    published = await PublishedRecipe.publish(fixture, ARK_SLUG, signalArk.registerByHand);
    await published.takeTwice(
      'signal.promoted',
      promoted(
        'sig_5101',
        {
          signal_name: 'Acme <!channel> raises $25M',
          source_url: 'https://news.example/acme?a=1&b=2',
          description: 'Acme announced a Series B.',
          icp_score: 80,
          why_now: 'Fresh capital & <https://evil.example|more>.',
        },
        'Retail',
      ),
    );
    await published.take('social.lead_promoted', {
      event: 'social.lead_promoted',
      timestamp: '2026-04-25T14:30:00Z',
      batchId: 'batch_sig_5102',
      lead: {
        id: 'lead_5102',
        name: 'Jane Smith',
        title: 'Head of Growth',
        email: 'jane@acme.example',
        profile_url: 'https://people.example/jane',
        icp_score: 91.5,
        why_now: 'Commented on a post.',
      },
      account: { name: 'Acme', industry: 'Software' },
    });
    expect(postedBy(fixture, ARK_SLUG)).toEqual({
      'Urgent channel': [
        [
          '*Acme &lt;!channel&gt; raises $25M*',
          'Signal Promoted · Acme · Retail · ICP score 80',
          'Acme announced a Series B.',
          'Why now: Fresh capital &amp; &lt;https://evil.example|more&gt;.',
          'https://news.example/acme?a=1&amp;b=2',
        ].join('\n'),
        [
          '*Jane Smith*',
          'Social Lead Promoted · Acme · Software · ICP score 91.5',
          'Why now: Commented on a post.',
          'Jane Smith, Head of Growth, jane@acme.example',
          'https://people.example/jane',
        ].join('\n'),
      ],
      'Retail channel': [],
      'Software channel': [],
      'Channel for the rest': [],
    });
  });

  testCase(
    'the others go by their industry; without a score, nothing is urgent',
    async (fixture) => {
      await published.take('signal.promoted', promoted('sig_5103', { icp_score: 79.9 }, 'Retail'));
      await published.take('signal.promoted', promoted('sig_5104', {}, 'IT software'));
      await published.take('signal.play_matched', {
        ...promoted('sig_5105', { icp_score: 0 }),
        event: 'signal.play_matched',
        plays: [
          { id: 'play_1', name: 'Outreach <!here>', description: 'Congratulate.' },
          { id: 'play_2' },
        ],
      });
      const { 'Urgent channel': urgent, ...others } = postedBy(fixture, ARK_SLUG);
      expect(urgent).toHaveLength(2);
      expect(others).toEqual({
        'Retail channel': ['*Signal sig_5103*\nSignal Promoted · Acme · Retail · ICP score 79.9'],
        'Software channel': ['*Signal sig_5104*\nSignal Promoted · Acme · IT software'],
        'Channel for the rest': [
          [
            '*Signal sig_5105*',
            'Signal Play Matched · Acme · Mining · ICP score 0',
            'Play: Outreach &lt;!here&gt;, Congratulate.',
            'Play: play_2',
          ].join('\n'),
        ],
      });
    },
  );
}
