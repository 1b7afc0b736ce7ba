import type { Registry } from 'prom-client';
import { addGauge } from '../gauges.ts';
import type { AlertStore } from '../store/alerts.ts';
import { ALERT_RULES } from './rules/index.ts';

/** Adds gauges of what the gateway's own rules have found, and of whether that can be sent. */
export function registerAlertMetrics(
  registry: Registry,
  alerts: Pick<AlertStore, 'live' | 'channels'>,
): void {
  addGauge(
    registry,
    { name: 'alerts_open', help: 'Alerts that are open, by rule.', labelNames: ['rule'] },
    () => alerts.live(),
    (gauge, live) => {
      const open = live.filter(({ closedAt }) => closedAt === null);
      for (const rule of Object.keys(ALERT_RULES)) {
        gauge.set({ rule }, open.filter((alert) => alert.rule === rule).length);
      }
    },
  );
  addGauge(
    registry,
    {
      name: 'alert_channels_failing',
      help: 'Slack and e-mail channels that did not take the last message.',
    },
    () => alerts.channels(),
    (gauge, channels) =>
      gauge.set(channels.filter(({ failingSince }) => failingSince !== null).length),
  );
}
