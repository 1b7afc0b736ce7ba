import { siggnal } from '../../n8n/cases/siggnal.ts';
import { Actor } from '../actor.ts';
import type { Stage } from '../stage.ts';
import type { Scene } from './scene.ts';

const signal = (id: string, priority: string, industry: string, more: object = {}) => ({
  signal_id: id,
  priority,
  company: { name: 'Romashka', industry },
  event: { description: `Signal ${id}`, detected_at: '2026-04-25T14:30:00.000Z' },
  contacts: [],
  ...more,
});

/** The messages of each channel. */
const posted = ({ slack }: Stage): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    ['C0URGENT', 'C0RETAIL', 'C0SOFTWARE', 'C0SIGNALS'].map((id) => [id, slack.posted(id)]),
  );

/** Signals to channels, by priority and industry. */
export function slackScenes(scene: Scene): void {
  let actor: Actor;

  scene('a high one goes to the urgent channel once, whatever its industry', async (stage) => {
    actor = await Actor.publish(stage, 'siggnal-slack', siggnal.registerByHand);
    await actor.takeTwice(
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
    expect(posted(stage)).toEqual({
      C0URGENT: [
        [
          '*A new &lt;!channel&gt; head of R&amp;D was appointed.*',
          'Romashka · Retail · priority high',
          'Why it matters: Fits the project.',
          'Next step: Congratulate: &lt;https://evil.example|here&gt;',
          'Anna, CFO, anna@romashka.example, +7 495 555-01-00',
          'Pavel',
        ].join('\n'),
      ],
      C0RETAIL: [],
      C0SOFTWARE: [],
      C0SIGNALS: [],
    });
  });

  scene('the others go to the channel of their industry, or to the last one', async (stage) => {
    await actor.take('signal', signal('sig_5002', 'critical', 'Mining'));
    await actor.take('signal', signal('sig_5003', 'medium', 'Retail'));
    await actor.take('signal', signal('sig_5004', 'low', 'computer SOFTWARE'));
    await actor.take('signal', signal('sig_5005', 'low', 'Mining'));
    await actor.take('signal', { signal_id: 'sig_5006', event: { description: 'Bare' } });
    const { C0URGENT = [], ...others } = posted(stage);
    const lines = (id: string, industry: string, priority: string): string =>
      [
        `*Signal ${id}*`,
        `Romashka · ${industry} · priority ${priority}`,
        `Why it matters: Signal ${id}`,
      ].join('\n');
    expect(C0URGENT.slice(1)).toEqual([lines('sig_5002', 'Mining', 'critical')]);
    expect(others).toEqual({
      C0RETAIL: [lines('sig_5003', 'Retail', 'medium')],
      C0SOFTWARE: [lines('sig_5004', 'computer SOFTWARE', 'low')],
      C0SIGNALS: [lines('sig_5005', 'Mining', 'low'), '*Bare*\nWhy it matters: Bare'],
    });
  });
}
