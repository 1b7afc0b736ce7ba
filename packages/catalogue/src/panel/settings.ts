import type { Provider } from '../provider.ts';
import type { EventGroup, SettingField } from '../registration/api.ts';
import type { PanelSetting } from './panel.ts';

/** A setting that each workflow chooses, and where. */
export interface ChosenSetting {
  readonly field: SettingField;
  readonly panel: PanelSetting;
  /** Optional ones are below the panel's Options. */
  readonly isOption: boolean;
}

/** What an OAuth 2 credential of n8n has of its own. */
const CONNECTED = ['client_id', 'client_secret', 'refresh_token'];

/** The settings of a provider's registration that its node asks for. */
export const chosenSettings = ({ panel, registration }: Provider): ChosenSetting[] =>
  Object.entries(panel?.settings ?? {}).flatMap(([key, each]) =>
    registration.settings
      .filter((field) => field.key === key)
      .map((field) => ({ field, panel: each, isOption: field.default === undefined })),
  );

/** The settings that its credential asks for; what is left the node makes up, or the connection gives. */
export function credentialSettings({ panel, registration }: Provider): SettingField[] {
  const { api, settings } = registration;
  const elsewhere = [
    ...Object.keys(panel?.settings ?? {}),
    ...(api?.oauth ? CONNECTED : []),
    api?.authorizationSetting,
  ];
  return settings.filter(({ key }) => !elsewhere.includes(key));
}

/** The parameter that chooses the events: one for each group, or the only one. */
export const eventsParameterOf = (group: EventGroup | undefined): string =>
  group === undefined ? 'events' : `${group.key}Events`;

/** The properties of a credential that hold what the user enters to check requests with: the present one, and the one before it. */
export const enteredProperties = ({ signature }: Provider): [present: string, previous: string] =>
  signature.isSymmetric ? ['signingSecret', 'previousSecret'] : ['publicKey', 'previousPublicKey'];
