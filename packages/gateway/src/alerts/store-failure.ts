import type { Alert, AlertChannel, Millis } from '../domain.ts';
import type { Logger } from '../log.ts';
import type { AlertStore } from '../store/alerts.ts';
import type { SendMessage } from './channels/sender.ts';
import { newAlert } from './compare.ts';
import { writeMessage } from './message.ts';
import { type Look, minutes } from './rule.ts';
import type { SetRule } from './settings.ts';

/** What is known from the last round in which the store worked. */
export interface Known {
  /** When it was. */
  readonly at: Millis;
  readonly rule: SetRule;
  readonly channels: readonly AlertChannel[];
}

/** What a {@link StoreFailure} works with. */
export interface StoreFailureDeps {
  readonly store: { readonly alerts: Pick<AlertStore, 'put'> };
  readonly send: SendMessage;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  readonly publicUrl: string | null;
}

/**
 * Says that nothing can be stored, which cannot be written down: the message goes to the channels that
 * were known before, from memory. When the store works again, the alert is written down as over, and
 * goes the usual way.
 */
export class StoreFailure {
  readonly #deps: StoreFailureDeps;
  #alert: Alert | null = null;
  /** Ids of the channels that have taken the message. */
  readonly #sent = new Set<string>();

  constructor(deps: StoreFailureDeps) {
    this.#deps = deps;
  }

  /** A round has failed; it may be for another reason. */
  async failed({ at: since, rule, channels }: Known, look: Look): Promise<void> {
    const { log } = this.#deps;
    const { now } = look;
    if (!rule.row.isOn) return;
    const [finding] = (await rule.rule.find(look, null)).findings;
    if (finding === undefined) return;
    if (now - since < minutes(rule.row.threshold ?? rule.rule.threshold)) return;
    if (this.#alert === null) {
      this.#alert = { ...newAlert(rule, { ...finding, since }, now), change: 0 };
      log.warn({ alert: this.#alert.id, rule: rule.row.id }, 'alert');
    }
    await Promise.all(channels.map((channel) => this.#send(channel, this.#alert as Alert)));
  }

  async #send(channel: AlertChannel, alert: Alert): Promise<void> {
    const { send, publicUrl, log } = this.#deps;
    if (this.#sent.has(channel.id)) return;
    const error = await send(channel, writeMessage([alert], publicUrl));
    if (error === null) this.#sent.add(channel.id);
    else log.warn({ channel: channel.id, error }, 'an alert could not be sent');
  }

  /** The store works. */
  async over(now: Millis): Promise<void> {
    if (this.#alert !== null) {
      const { change, ...alert } = this.#alert;
      await this.#deps.store.alerts.put([{ ...alert, closedAt: now }]);
      this.#deps.log.info({ alert: alert.id, rule: alert.rule }, 'alert is over');
    }
    this.#alert = null;
    this.#sent.clear();
  }
}
